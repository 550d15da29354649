package web

import (
	"net/url"
	"strings"
)

// isLocal reports whether a text is a path of this site, with a query or
// not, also to browsers, which take \ for / and drop control characters.
func isLocal(text string) bool {
	if !strings.HasPrefix(text, "/") || strings.HasPrefix(text, "//") || strings.ContainsFunc(text, notInPaths) {
		return false
	}
	u, err := url.Parse(text)
	return err == nil && u.Scheme == "" && u.Host == "" && u.User == nil
}

func notInPaths(r rune) bool { return r <= ' ' || r == 0x7F || r == '\\' }

// originOf returns the origin of a URL: scheme, host and port; of one without
// a host (an app's own scheme) the scheme and a colon, as policies name it.
func originOf(text string) string {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Scheme == "" || strings.ContainsAny(u.Host, ";,' "): // which have a meaning in policies
		return ""
	case u.Scheme == "http" || u.Scheme == "https":
		return u.Scheme + "://" + u.Host
	}
	return u.Scheme + ":"
}

// SafeLink returns a URL if it leads to a page, over http or https; otherwise
// nothing. Links that players send each other are shown through it only.
func SafeLink(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}
