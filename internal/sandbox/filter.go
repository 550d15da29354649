package sandbox

import (
	"path"
	"time"
)

// Filter says which requests of a journal are meant. What is left zero takes
// any.
type Filter struct {
	Path   string // pattern, as of [path.Match], over the interfaces' own paths, or what was asked for where there is none
	AppID  int64
	OpenID string // of the URL
	Ret    *int
	After  uint64    // entries with a higher number
	Since  time.Time // entries later than this, by the world's clock
}

// takes reports whether an entry is meant.
func (f *Filter) takes(e *entry) bool {
	switch {
	case e.number <= f.After, !f.Since.IsZero() && !e.at.After(f.Since),
		f.AppID != 0 && e.appid != f.AppID,
		f.OpenID != "" && e.openid != f.OpenID,
		f.Ret != nil && (e.silent || e.ret != *f.Ret):
		return false
	case f.Path == "":
		return true
	}
	name := e.path
	if name == "" {
		name = e.requested
	}
	ok, _ := path.Match(f.Path, name)
	return ok
}
