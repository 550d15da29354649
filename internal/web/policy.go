package web

import (
	"net/http"
	"strings"
)

// policy is what a page's content security policy allows beside this site's
// own style, script, pictures and forms.
type policy struct {
	images bool     // of anywhere
	forms  []string // origins that a form's answer may redirect to
}

// AllowImages lets the page show pictures of any host: those of shared
// messages and of accounts that have one of their own. The sender of a message
// learns that way that somebody looked, and from which address, as from a
// picture in a mail; no page but those that need it allows this.
func (r *Request) AllowImages() { r.policy.images = true }

// AllowForms lets the answer to a form of the page redirect to where a URL
// leads: browsers hold form-action against redirects, too.
func (r *Request) AllowForms(url string) {
	if origin := originOf(url); origin != "" {
		r.policy.forms = append(r.policy.forms, origin)
	}
}

func (p policy) String() string {
	images := "img-src 'self'"
	if p.images {
		images += " http: https:"
	}
	forms := strings.Join(append([]string{"form-action 'self'"}, p.forms...), " ")
	return strings.Join([]string{"default-src 'none'", "style-src 'self'", "script-src 'self'", "connect-src 'self'",
		images, forms, "base-uri 'none'", "frame-ancestors 'none'"}, "; ")
}

// setHeaders sets what every answer has, also those that are no page.
func setHeaders(h http.Header) {
	h.Set("Content-Security-Policy", policy{}.String())
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")        // for browsers that do not know frame-ancestors
	h.Set("Referrer-Policy", "same-origin") // nobody else learns a path, which may hold a code
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	h.Set("Cache-Control", "no-store")
}
