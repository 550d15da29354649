package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
)

// Another site's page could make a browser post a form here, with our
// cookies. Two checks hold it off: browsers say where a post comes from
// (Sec-Fetch-Site, Origin), and each form carries a token that only our own
// pages know: a keyed hash of the browser's cookies.

// formField is the name of the token in forms.
const formField = "csrf"

// checkForm lets through what changes something only if it comes from one of
// this site's forms.
func (s *Site) checkForm(w http.ResponseWriter, r *Request) error {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	if err := s.origin.Check(r.Request); err != nil {
		return &Problem{Status: http.StatusForbidden, Text: "error.foreign"}
	}
	if err := r.ParseForm(); err != nil {
		return &Problem{Status: http.StatusBadRequest, Text: "error.unreadable"}
	}
	want, err := r.formToken(r.cookie(seedName))
	if err != nil {
		return err
	}
	if r.cookie(seedName) == "" || !hmac.Equal([]byte(want), []byte(r.PostForm.Get(formField))) {
		return &Problem{Status: http.StatusForbidden, Text: "error.oldform"}
	}
	return nil
}

// newToken returns the token for the forms of a page that is about to be
// sent, and gives the browser a seed for it if it has none.
func (r *Request) newToken(w http.ResponseWriter) (string, error) {
	seed := r.cookie(seedName)
	if seed == "" {
		seed = rand.Text()
		r.setCookie(w, seedName, seed, 0)
	}
	return r.formToken(seed)
}

func (r *Request) formToken(seed string) (string, error) {
	key, err := r.site.Platform.Secret(r.Context(), "forms")
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(seed + "\n" + r.visitCookie()))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)), nil
}
