package msdk

import (
	"net"
	"net/http"
	"strconv"
	"time"
)

// DefaultTimeout bounds a call whose context allows more. The protocol promises an
// answer within 3 s (protocol.md 1).
const DefaultTimeout = 5 * time.Second

// MaxAnswer is the largest answer a [Client] accepts, in bytes.
const MaxAnswer = 4 << 20

// Option changes a [Client] in [New] or [Client.With].
type Option func(*Client)

// WithEncode chooses the key that signs and the URL parameter encode:
// [EncodeAppKey], the default, or [EncodeMSDKKey]. Any other value is sent as it
// is, signed with the appkey.
func WithEncode(encode int) Option {
	return func(c *Client) { c.encode = encode }
}

// WithTimestamp sets where the URL parameter timestamp comes from; the default is
// the machine's clock in seconds. It is asked once a call, from any goroutine.
func WithTimestamp(now func() string) Option {
	return func(c *Client) { c.timestamp = now }
}

// WithTimeout replaces [DefaultTimeout]; 0 leaves the limit to the contexts.
func WithTimeout(d time.Duration) Option {
	return func(c *Client) { c.timeout = d }
}

// WithExtInfo sends the URL parameter msdkExtInfo, [A-Za-z0-9_]{1,128}, which comes
// back in the answer (mobile-qq.md 2.1.1.1). It is a number for the request, so it
// mostly goes to [Client.With]. Empty sends none.
func WithExtInfo(info string) Option {
	return func(c *Client) { c.extInfo = info }
}

// WithUserIP fills the parameter userip, the address of the player's device, in
// the requests that have one and leave it empty: verify_login, share and
// qqfriends_vip. It is optional everywhere.
func WithUserIP(ip string) Option {
	return func(c *Client) { c.userIP = ip }
}

// WithHTTPClient makes the calls through a copy of h, for a transport of one's own.
// The copy follows no redirects.
func WithHTTPClient(h *http.Client) Option {
	return func(c *Client) { c.http = withoutRedirects(*h) }
}

// defaultHTTPClient is made for many callers and one host: net/http alone keeps
// two idle connections a host, so a busy game server would open one for nearly
// every call.
func defaultHTTPClient() *http.Client {
	dialer := &net.Dialer{Timeout: 3 * time.Second, KeepAlive: 30 * time.Second}
	return withoutRedirects(http.Client{Transport: &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         dialer.DialContext,
		MaxIdleConnsPerHost: 1024,
		IdleConnTimeout:     90 * time.Second,
		TLSHandshakeTimeout: 3 * time.Second,
		DisableCompression:  true,
	}})
}

// withoutRedirects: a redirected POST loses its body or is sent twice, and the
// protocol has no redirects (protocol.md 1).
func withoutRedirects(h http.Client) *http.Client {
	h.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &h
}

func clockSeconds() string { return strconv.FormatInt(time.Now().Unix(), 10) }
