package world

import (
	"math"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"tongwan/msdk"
)

func (c *checker) app(a App, at *path) {
	c.id(a.AppID, at, "appid")
	c.describedOnce(&c.apps, anApp, a.AppID, at)
	c.optional(a.AppKey, 1, maxKey, at, "appkey")
	c.optional(a.MSDKKey, 0, maxKey, at, "msdkkey")
	c.optional(a.Name, 0, maxName, at, "name")
	if a.Settings != nil {
		c.settings(a.Settings, at.key("settings"))
	}
	seen := remembering[int64]()
	for i, act := range a.Activities {
		at := at.key("activities").at(i)
		c.id(act.ActID, at, "actid")
		once(&c.problems, &seen, act.ActID, at, "actid", "the activity")
		c.length(act.Name, 0, maxName, at, "name")
	}
	uris := remembering[string]()
	for i, uri := range a.RedirectURIs {
		at := at.key("redirect_uris").at(i)
		once(&c.problems, &uris, uri, at, "", "the redirect_uri")
		c.length(uri, 1, maxURL, at, "")
		if uri != "" && !redirects(uri) {
			c.add(at, "must be an absolute URL without a fragment, like https://www.example.com/callback or com.example.game://signed-in, got %q", clip(uri))
		}
	}
}

// scriptSchemes are those of texts that a browser would run or show as if it
// had them from this server.
var scriptSchemes = []string{"javascript", "data", "vbscript", "file", "about", "blob"}

// redirects reports whether people can be sent to an URI with an answer in it
// (RFC 6749 3.1.2): a page, or an app that has a scheme of its own.
func redirects(uri string) bool {
	u, err := url.Parse(uri)
	switch {
	case err != nil, strings.ContainsFunc(uri, noURI):
		return false
	case u.Scheme == "http", u.Scheme == "https":
		return u.Hostname() != "" && u.User == nil
	}
	return u.Scheme != "" && !slices.Contains(scriptSchemes, u.Scheme)
}

// noURI reports what an URI has only escaped (RFC 3986 2), and the fragment,
// which an answer would be lost in.
func noURI(r rune) bool {
	return r <= ' ' || r >= 0x7F || strings.ContainsRune("#\"<>\\^`{|}", r)
}

func (c *checker) settings(s *Settings, at *path) {
	if s.ShareQuota != nil {
		c.between(*s.ShareQuota, 0, math.MaxInt32, at, "share_quota")
	}
	if r := s.Rate; r != nil {
		if !(r.PerSecond >= 0 && r.PerSecond <= 1e9) {
			c.add(at.key("rate").key("per_second"), "must be 0 (no limit) to 1000000000, got %v", r.PerSecond)
		}
		c.between(r.Burst, 0, math.MaxInt32, at.key("rate"), "burst")
	}
	if s.Session != nil && *s.Session <= 0 {
		c.add(at.key("session"), "must be longer than 0, got %v", time.Duration(*s.Session))
	}
	for i, ip := range s.AllowedIPs {
		if _, err := parsePrefix(ip); err != nil {
			c.add(at.key("allowed_ips").at(i), "must be a CIDR like 10.0.0.0/8 or an address, got %q", clip(ip))
		}
	}
	for i, host := range s.AllowedReferers {
		if host == "" || len(host) > maxName || strings.ContainsAny(host, "/ \t") {
			c.add(at.key("allowed_referers").at(i), "must be a host like www.example.com, without scheme and path, got %q", clip(host))
		}
	}
	for i, p := range s.Disabled {
		if !slices.Contains(msdk.Paths(), p) {
			c.add(at.key("disabled").at(i), "must be the path of one of the 17 interfaces, without a closing slash and no alias, like /relation/qqprofile; got %q", clip(p))
		}
	}
}

// parsePrefix reads a CIDR, or an address as the CIDR that holds only it.
// Bits outside the mask are cut off.
func parsePrefix(s string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(s); err == nil && addr.Zone() == "" {
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	p, err := netip.ParsePrefix(s)
	return p.Masked(), err
}
