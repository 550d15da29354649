package oauth

import (
	"context"
	"embed"
	"log/slog"
	"net/http"

	"tongwan/internal/platform"
	"tongwan/internal/web"
)

//go:embed *.html
var files embed.FS

// Provider serves the endpoints.
type Provider struct {
	platform *platform.Platform
	log      *slog.Logger
	site     *web.Site
	pages    *web.Pages
}

// authorizePath is where apps send people.
const authorizePath = "/oauth2.0/authorize"

// Add adds the endpoints to a site.
func Add(s *web.Site, p *platform.Platform, log *slog.Logger) (*Provider, error) {
	pages, err := s.Pages(files, texts)
	if err != nil {
		return nil, err
	}
	o := &Provider{platform: p, log: log, site: s, pages: pages}
	s.Handle("GET "+authorizePath, web.Anyone, o.authorize)
	s.Handle("POST "+authorizePath, web.Anyone, o.decide)
	s.Machine("/oauth2.0/token", o.endpoint(o.token, plainFailure))
	s.Machine("/oauth2.0/me", anyOrigin(o.endpoint(o.me, plainFailure)))
	s.Machine("/user/get_user_info", anyOrigin(o.endpoint(o.userInfo, infoFailure)))
	return o, nil
}

// call answers a request of a program. What it returns is written in the
// dialect, and so are its errors.
type call func(r *http.Request, p params) (answer, error)

// endpoint reads the parameters of a call and writes its answer.
func (o *Provider) endpoint(do call, failed func(*failure) answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), web.Timeout)
		defer cancel()
		p, err := readParams(r)
		var a answer
		if err == nil {
			a, err = do(r.WithContext(ctx), p)
		}
		if err != nil {
			a = failed(o.asFailure(r, err))
		}
		write(w, p, a)
	})
}

func plainFailure(f *failure) answer { return f }

func infoFailure(f *failure) answer { return noUserInfo{f} }

// anyOrigin lets scripts of any page read the answers: whoever has the token
// may, and cookies count for nothing.
func anyOrigin(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Access-Control-Allow-Origin", "*")
		if r.Method == http.MethodOptions { // a browser asks before it sends a bearer token
			header.Set("Access-Control-Allow-Methods", "GET, POST")
			header.Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
			header.Set("Access-Control-Max-Age", "86400")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		h.ServeHTTP(w, r)
	})
}
