package web

import (
	"encoding/base64"
	"net/http"

	"github.com/go-json-experiment/json"
)

// flash is what the page after a form says. It travels in a cookie, so that
// it needs no script and no memory of the server.
type flash struct {
	Key  string `json:"key"`
	Args []any  `json:"args,omitempty"`
}

// Flash has the next page that the browser shows say a text.
func (r *Request) Flash(w http.ResponseWriter, key string, args ...any) {
	data, err := json.Marshal(flash{key, args})
	if err != nil {
		panic(err) // texts and numbers
	}
	r.setCookie(w, flashName, base64.RawURLEncoding.EncodeToString(data), 0)
}

// flashed returns what the page before has left to say, once. The cookie is
// the browser's word: only texts that are ours are said.
func (r *Request) flashed(w http.ResponseWriter) string {
	data, err := base64.RawURLEncoding.DecodeString(r.cookie(flashName))
	if err != nil || len(data) == 0 {
		return ""
	}
	r.setCookie(w, flashName, "", -1)
	var f flash
	if json.Unmarshal(data, &f) != nil {
		return ""
	}
	if _, ok := r.site.texts[f.Key]; !ok {
		return ""
	}
	for i, a := range f.Args {
		if n, ok := a.(float64); ok {
			f.Args[i] = int64(n)
		}
	}
	return r.Text(f.Key, f.Args...)
}
