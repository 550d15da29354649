package server

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"tongwan/internal/oauth"
	"tongwan/internal/platform"
	"tongwan/internal/web"
	"tongwan/internal/web/gamecenter"
	"tongwan/internal/web/signin"
)

// pagePrefixes begin the paths that people's browsers and OAuth clients ask
// for. All others are the gateway's.
var pagePrefixes = []string{"/signin", "/signout", "/account", "/language", "/assets/", "/oauth2.0/", "/user/get_user_info", "/gamecenter"}

func isPage(path string) bool {
	return slices.ContainsFunc(pagePrefixes, func(prefix string) bool {
		rest, ok := strings.CutPrefix(path, prefix)
		return ok && (rest == "" || rest[0] == '/' || strings.HasSuffix(prefix, "/"))
	})
}

// newPages makes the site with all its pages.
func (s *Server) newPages() (*web.Site, error) {
	site, err := web.New(web.Config{
		Platform: s.platform, Clock: platform.SystemClock{}, PublicURL: s.config.PublicURL, Proxies: s.config.TrustedProxies,
		Home: gamecenter.Home, Log: s.config.Log, Observe: s.observePage,
	})
	if err != nil {
		return nil, err
	}
	o, err := oauth.Add(site, s.platform, s.config.Log)
	if err != nil {
		return nil, err
	}
	if err := gamecenter.Add(site, s.drain.Done()); err != nil {
		return nil, err
	}
	err = signin.Add(site, signin.Config{Platform: s.platform, Registration: s.config.Registration, Beyond: o.Beyond})
	return site, err
}

// observePage counts a page's answer. Pages that are not there are one, so
// that nobody can fill the metrics with paths.
func (s *Server) observePage(pattern string, status int, took time.Duration) {
	path := pattern[strings.Index(pattern, " ")+1:] // without the method, if there is one
	s.metrics.pages.WithLabelValues(or(path, "none"), strconv.Itoa(status)).Observe(took.Seconds())
}
