package web

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Address returns where the request comes from, as sign-ins are counted: an
// IPv4 address, or the /64 network of an IPv6 one, which one household has.
func (r *Request) Address() string {
	a := r.site.remote(r.Request)
	if a.Is6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

// remote returns the address of the client: the other end of the connection,
// or, if that is one of our proxies, whom it speaks for.
func (s *Site) remote(r *http.Request) netip.Addr {
	var chain []string
	for _, line := range r.Header.Values("X-Forwarded-For") {
		chain = append(chain, strings.Split(line, ",")...)
	}
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	a := at.Addr().Unmap()
	for i := len(chain) - 1; err == nil && i >= 0 && s.ours(a); i-- {
		next, bad := forwarded(strings.TrimSpace(chain[i]))
		if bad != nil {
			break
		}
		a = next.Unmap()
	}
	return a
}

// forwarded reads an entry of X-Forwarded-For. Some proxies add the port.
func forwarded(entry string) (netip.Addr, error) {
	if at, err := netip.ParseAddrPort(entry); err == nil {
		return at.Addr(), nil
	}
	return netip.ParseAddr(entry)
}

func (s *Site) ours(a netip.Addr) bool {
	return slices.ContainsFunc(s.Proxies, func(p netip.Prefix) bool { return p.Contains(a) })
}
