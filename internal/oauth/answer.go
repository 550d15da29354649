package oauth

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"tongwan/internal/platform"
)

// answer is what a program gets: as JSON, or in the default form of the
// endpoint.
type answer interface {
	httpStatus() int
	// encode returns the content type and the body.
	encode(asJSON bool) (kind, body string)
}

const (
	kindJSON = "application/json; charset=utf-8"
	kindForm = "application/x-www-form-urlencoded; charset=utf-8"
)

func write(w http.ResponseWriter, p params, a answer) {
	kind, body := a.encode(p.json())
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Pragma", "no-cache") // RFC 6749 5.1
	w.WriteHeader(a.httpStatus())
	w.Write([]byte(body)) // an error means the client is gone
}

// wrapped is JSON as pages call it: callback( {…} ); its type is the one
// that clients expect of it, who look for the braces in a form's first key.
func wrapped(text string) (kind, body string) { return kindForm, "callback( " + text + " );" }

// encodeJSON encodes what cannot fail to be: texts and numbers. Nothing in it
// could end a script or begin one.
func encodeJSON(v any) string {
	text, err := json.Marshal(v, jsontext.EscapeForHTML(true), jsontext.EscapeForJS(true), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		panic(err)
	}
	return string(text)
}

func (f *failure) httpStatus() int {
	if f.status == 0 {
		return http.StatusOK
	}
	return f.status
}

func (f *failure) encode(asJSON bool) (kind, body string) {
	text := encodeJSON(struct {
		Error       int    `json:"error"`
		Description string `json:"error_description"`
	}{f.code, f.text})
	if asJSON {
		return kindJSON, text
	}
	return wrapped(text)
}

// tokens are what an exchange gives. Their life is a text in JSON, too.
type tokens struct {
	Access  string `json:"access_token"`
	Expires string `json:"expires_in"` // seconds
	Refresh string `json:"refresh_token"`
	OpenID  string `json:"openid,omitzero"`
	Type    string `json:"token_type"` // clients of plain OAuth 2.0 want it
}

func (*tokens) httpStatus() int { return http.StatusOK }

func (t *tokens) encode(asJSON bool) (kind, body string) {
	if asJSON {
		return kindJSON, encodeJSON(t)
	}
	body = "access_token=" + escape(t.Access) + "&expires_in=" + t.Expires + "&refresh_token=" + escape(t.Refresh)
	if t.OpenID != "" {
		body += "&openid=" + escape(t.OpenID)
	}
	return kindForm, body
}

// identity says who a token is of.
type identity struct {
	ClientID string `json:"client_id"`
	OpenID   string `json:"openid"`
	UnionID  string `json:"unionid,omitzero"`
}

func (*identity) httpStatus() int { return http.StatusOK }

func (i *identity) encode(asJSON bool) (kind, body string) {
	if asJSON {
		return kindJSON, encodeJSON(i)
	}
	return wrapped(encodeJSON(i))
}

// userInfo is what an app sees of a person. It is always JSON.
type userInfo struct {
	Ret       int    `json:"ret"`
	Msg       string `json:"msg"`
	IsLost    int    `json:"is_lost"`
	Nickname  string `json:"nickname"`
	Gender    string `json:"gender"`
	Picture50 string `json:"figureurl_1"`
	Picture   string `json:"figureurl_2"`
	Largest   string `json:"figureurl_qq"`
	QQ40      string `json:"figureurl_qq_1"`
	QQ100     string `json:"figureurl_qq_2"`
}

func (*userInfo) httpStatus() int { return http.StatusOK }

func (u *userInfo) encode(bool) (kind, body string) { return kindJSON, encodeJSON(u) }

// noUserInfo is a failure as get_user_info words it.
type noUserInfo struct{ *failure }

func (n noUserInfo) encode(bool) (kind, body string) {
	return kindJSON, encodeJSON(struct {
		Ret int    `json:"ret"`
		Msg string `json:"msg"`
	}{n.code, n.text})
}

// picture returns the address of an account's picture as a player of an app.
func picture(base string, p platform.Player, a platform.Account, size string) string {
	if a.Avatar != "" {
		return strings.TrimSuffix(a.Avatar, "/") + "/" + size
	}
	return base + "/qqapp/" + strconv.FormatInt(p.AppID, 10) + "/" + url.PathEscape(p.OpenID) + "/" + size
}
