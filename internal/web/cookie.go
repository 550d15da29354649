package web

import (
	"net/http"
	"time"

	"tongwan/internal/platform"
)

// The cookies. All are HttpOnly and SameSite=Lax: an app that sends people
// here to sign in finds them signed in, and no other site posts as them.
const (
	visitName = "tongwan_visit" // who is signed in: a platform.Visit
	seedName  = "tongwan_seed"  // what the tokens of forms are made with
	flashName = "tongwan_flash" // what to say on the next page
	langName  = "tongwan_lang"
)

const year = 365 * 24 * time.Hour

// setCookie sets a cookie for a time; 0 is until the browser ends, less than
// that removes it.
func (r *Request) setCookie(w http.ResponseWriter, name, value string, life time.Duration) {
	http.SetCookie(w, &http.Cookie{Name: r.site.cookieName(name), Value: value, Path: "/", MaxAge: int(life.Seconds()),
		HttpOnly: true, Secure: r.site.secure(), SameSite: http.SameSiteLaxMode})
}

func (r *Request) cookie(name string) string {
	c, err := r.Cookie(r.site.cookieName(name))
	if err != nil {
		return ""
	}
	return c.Value
}

// cookieName keeps a neighbouring host from setting our cookies, which
// browsers promise for this prefix, over https only.
func (s *Site) cookieName(name string) string {
	if s.secure() {
		return "__Host-" + name
	}
	return name
}

func (r *Request) visitCookie() string { return r.cookie(visitName) }

// Begin makes the browser that of a visit. The one before it ends, and forms
// that were open for it are void.
func (r *Request) Begin(w http.ResponseWriter, visit string) error {
	if err := r.endVisit(); err != nil {
		return err
	}
	r.setCookie(w, visitName, visit, platform.VisitTime)
	r.setCookie(w, seedName, "", -1)
	return nil
}

// End signs the browser out.
func (r *Request) End(w http.ResponseWriter) error {
	if err := r.endVisit(); err != nil {
		return err
	}
	r.setCookie(w, visitName, "", -1)
	r.setCookie(w, seedName, "", -1)
	return nil
}

func (r *Request) endVisit() error {
	if visit := r.visitCookie(); visit != "" {
		return r.site.Platform.SignOut(r.Context(), visit)
	}
	return nil
}
