package gamecenter

import (
	"log/slog"
	"net/http"
	"time"

	"tongwan/internal/platform"
	"tongwan/internal/web"
)

// center serves /gamecenter: pages for those who are signed in, and the JSON
// API for those who bear a token.
type center struct {
	platform  *platform.Platform
	clock     platform.Clock // the machine's: of limits, not of worlds
	publicURL string
	log       *slog.Logger
	draining  <-chan struct{}

	pages   *web.Pages
	api     *http.ServeMux
	streams streams
	poll    time.Duration // how often streams look for news
}

// Add adds the pages and the API to a site. Live data end when draining is
// closed.
func Add(s *web.Site, draining <-chan struct{}) error {
	return add(s, &center{draining: draining, poll: pollInterval})
}

func add(s *web.Site, c *center) error {
	c.platform, c.clock, c.publicURL, c.log = s.Platform, s.Clock, s.PublicURL, s.Log
	c.api = c.apiMux()
	s.Tree(apiPrefix, http.HandlerFunc(c.serveAPI))
	return c.addPages(s)
}

// in shows a time in the platform's zone; zero stays zero.
func (c *center) in(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(c.platform.Calendar().Zone)
}
