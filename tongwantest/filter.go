package tongwantest

import (
	"fmt"
	"net/url"
	"path"
	"strconv"
	"strings"
)

// Filter chooses requests. What is zero takes any.
type Filter struct {
	Path    string // interface, or pattern of [path.Match] such as "/relation/*"
	OpenID  string // of the URL
	Ret     int    // of the answer
	Code    int    // the platform's
	Served  bool   // only answers with ret 0
	Refused bool   // only answers with another one
	After   int64  // only requests with a higher Number
}

// takes reports whether a request is chosen.
func (f Filter) takes(r Request) bool {
	switch {
	case f.Ret != 0 && f.Ret != r.Ret, f.Code != 0 && f.Code != r.Code,
		f.Served && (r.Refused() || r.Silent), f.Refused && !r.Refused(),
		f.OpenID != "" && f.OpenID != r.OpenID, r.Number <= f.After:
		return false
	}
	ok, _ := path.Match(f.Path, r.Path)
	return f.Path == "" || ok
}

// query is what the server is asked: it looks at a part of the filter.
func (f Filter) query() url.Values {
	q := make(url.Values)
	set := func(name, value string, given bool) {
		if given {
			q.Set(name, value)
		}
	}
	set("path", f.Path, f.Path != "")
	set("openid", f.OpenID, f.OpenID != "")
	set("ret", strconv.Itoa(f.Ret), f.Ret != 0 || f.Served)
	set("since", strconv.FormatInt(f.After, 10), f.After != 0)
	return q
}

// String words the filter, for the failures of tests.
func (f Filter) String() string {
	var parts []string
	add := func(given bool, format string, args ...any) {
		if given {
			parts = append(parts, fmt.Sprintf(format, args...))
		}
	}
	add(f.Path != "", "path %s", f.Path)
	add(f.OpenID != "", "openid %s", f.OpenID)
	add(f.Ret != 0, "ret %d", f.Ret)
	add(f.Code != 0, "code %d", f.Code)
	add(f.Served, "ret 0")
	add(f.Refused, "a refusal")
	add(f.After != 0, "a number over %d", f.After)
	if len(parts) == 0 {
		return "requests"
	}
	return "requests with " + strings.Join(parts, ", ")
}
