package web

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"tongwan/internal/platform"
)

// Problem is a page that says what is wrong.
type Problem struct {
	Status int
	Text   string // key of a text
	Args   []any
}

// Error names the problem.
func (p *Problem) Error() string { return p.Text }

// statuses are those of the platform's refusals; all others are 400.
var statuses = map[platform.Reason]int{
	platform.NotFound:      http.StatusNotFound,
	platform.NoBinding:     http.StatusNotFound,
	platform.GroupUnbound:  http.StatusNotFound,
	platform.UnknownPlayer: http.StatusForbidden,
	platform.OtherPlayer:   http.StatusForbidden,
	platform.NotOwner:      http.StatusForbidden,
	platform.BadSignature:  http.StatusForbidden,
	platform.Conflict:      http.StatusConflict,
	platform.GuildBound:    http.StatusConflict,
	platform.GroupBound:    http.StatusConflict,
	platform.GroupFull:     http.StatusConflict,
	platform.ChestEmpty:    http.StatusConflict,
	platform.Dissolved:     http.StatusGone,
	platform.TooManyTries:  http.StatusTooManyRequests,
	platform.UnbindTooSoon: http.StatusTooManyRequests,
}

// errorTimeout bounds what it takes to send an error page.
const errorTimeout = 2 * time.Second

// fail sends the error page of an error.
func (s *Site) fail(w http.ResponseWriter, r *Request, err error) {
	if a, ok := w.(*answer); ok && a.status != 0 {
		s.Log.Error("page, after its answer began", "path", r.URL.Path, "err", err)
		return
	}
	status, text := s.problem(r, err)
	if status >= 500 {
		s.Log.Error("page", "path", r.URL.Path, "err", err)
	}
	data := struct{ Title, Text string }{r.Text("error.title"), text}
	if status == http.StatusNotFound {
		data.Title = r.Text("error.title.notfound")
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), errorTimeout) // the handler's is over
	defer cancel()
	r.Request = r.WithContext(ctx)
	if err := s.own.Render(w, r, status, "error", data); err != nil { // the store fails, too
		http.Error(w, text, status)
	}
}

// problem returns the status of an error and what to say of it.
func (s *Site) problem(r *Request, err error) (int, string) {
	var p *Problem
	if errors.As(err, &p) {
		return p.Status, r.Text(p.Text, p.Args...)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return http.StatusServiceUnavailable, r.Text("error.slow")
	}
	reason := platform.ReasonOf(err)
	if reason == "" {
		return http.StatusInternalServerError, r.Text("error.internal")
	}
	status, ok := statuses[reason]
	if !ok {
		status = http.StatusBadRequest
	}
	return status, sentence(r.Explain(err))
}

// sentence makes a text of the platform's one.
func sentence(text string) string {
	if text == "" || text[0] >= 0x80 {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
