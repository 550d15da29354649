package msdk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// App is a game as the platform knows it.
type App struct {
	// ID is the appid.
	ID int64
	// Key is the appkey, which signs with encode=1.
	Key string
	// MSDKKey is the second key, which signs with encode=2. Empty if unused.
	MSDKKey string
}

// Client calls the interfaces for one app. It has a method for each; [Client.Call]
// reaches any path with any body. All of them may be used from many goroutines at
// once.
//
// A method returns an [*Error] if the server refused and a [*TransportError] if no
// usable answer came. It never repeats a call: some of them must not be, such as
// get_gift, which hands a gift out once. A connection kept from before that turns
// out closed when not a byte has been sent is replaced, which no server can notice.
type Client struct {
	base      string
	baseErr   error
	host      string
	app       App
	http      *http.Client
	encode    int
	timeout   time.Duration
	timestamp func() string
	extInfo   string
	userIP    string
}

// New returns a client for the server at baseURL, such as "http://127.0.0.1:8080";
// a path in it is put in front of the interface's. A baseURL that is no http or
// https URL makes every call fail and say so.
func New(baseURL string, app App, opts ...Option) *Client {
	c := &Client{
		app:       app,
		encode:    EncodeAppKey,
		timeout:   DefaultTimeout,
		timestamp: clockSeconds,
	}
	c.base, c.host, c.baseErr = parseBase(baseURL)
	for _, opt := range opts {
		opt(c)
	}
	if c.http == nil {
		c.http = defaultHTTPClient()
	}
	return c
}

// With returns a copy of the client with the options applied, for a single call or
// a few. It shares the connections of the original.
func (c *Client) With(opts ...Option) *Client {
	d := *c
	for _, opt := range opts {
		opt(&d)
	}
	return &d
}

// App returns the app the client was made for.
func (c *Client) App() App { return c.app }

// appID is the appid as most bodies want it, a string.
func (c *Client) appID() string { return strconv.FormatInt(c.app.ID, 10) }

// CloseIdleConnections closes the connections that no call is using.
func (c *Client) CloseIdleConnections() { c.http.CloseIdleConnections() }

// Call sends body to path, signed, with openid in the URL, and returns what came
// without judging it: see [Raw.Decode]. A json.RawMessage or []byte is sent byte
// for byte, valid or not; nil sends an empty body; anything else is encoded as
// JSON. Unlike the typed methods it fills in nothing.
//
// The error is a [*TransportError] if no whole answer came. Raw tells even then
// what was sent.
func (c *Client) Call(ctx context.Context, path, openid string, body any) (Raw, error) {
	if c.baseErr != nil {
		return Raw{Path: path}, c.baseErr
	}
	sent, err := encodeBody(body)
	if err != nil {
		return Raw{Path: path}, fmt.Errorf("msdk: body for %s: %w", path, err)
	}
	raw := c.sign(path, openid)
	raw.Sent = sent
	if c.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.timeout)
		defer cancel()
	}
	if err := c.exchange(ctx, &raw); err != nil {
		return raw, raw.transportError(err)
	}
	return raw, nil
}

// sign works out the URL. The parameters stand in the order the document writes
// them in, which makes URLs easy to compare by eye.
func (c *Client) sign(path, openid string) Raw {
	key := c.app.Key
	if c.encode == EncodeMSDKKey {
		key = c.app.MSDKKey
	}
	timestamp := c.timestamp()
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // or it would run into the host's name
	}
	query := "?timestamp=" + url.QueryEscape(timestamp) +
		"&appid=" + strconv.FormatInt(c.app.ID, 10) +
		"&sig=" + Sign(key, timestamp) +
		"&openid=" + url.QueryEscape(openid) +
		"&encode=" + strconv.Itoa(c.encode)
	if c.extInfo != "" {
		query += "&msdkExtInfo=" + url.QueryEscape(c.extInfo)
	}
	return Raw{Path: path, URL: c.base + path + query, Signed: key + timestamp, host: c.host}
}

func (c *Client) exchange(ctx context.Context, raw *Raw) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, raw.URL, bytes.NewReader(raw.Sent))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		return withoutURL(err)
	}
	defer resp.Body.Close()
	raw.Status, raw.Header = resp.StatusCode, resp.Header
	raw.Body, err = io.ReadAll(io.LimitReader(resp.Body, MaxAnswer+1))
	if err == nil && len(raw.Body) > MaxAnswer {
		raw.Body = raw.Body[:MaxAnswer]
		err = fmt.Errorf("the answer is over %d bytes", MaxAnswer)
	}
	return err
}

// withoutURL drops the URL that net/http puts into its errors: it holds a valid
// signature.
func withoutURL(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

func encodeBody(body any) ([]byte, error) {
	switch b := body.(type) {
	case nil:
		return nil, nil
	case json.RawMessage:
		return b, nil
	case []byte:
		return b, nil
	}
	return json.Marshal(body)
}

func parseBase(base string) (trimmed, host string, err error) {
	u, err := url.Parse(base)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return "", "", fmt.Errorf("msdk: %q is no base URL of a server: write it like http://127.0.0.1:8080", base)
	}
	return strings.TrimRight(base, "/"), u.Scheme + "://" + u.Host, nil
}

// call is what the typed methods share.
func call[T any, P interface {
	*T
	Enveloped
}](ctx context.Context, c *Client, path, openid string, body any) (P, error) {
	raw, err := c.Call(ctx, path, openid, body)
	if err != nil {
		return nil, err
	}
	answer := P(new(T))
	if err := raw.Decode(answer); err != nil {
		return nil, err
	}
	return answer, nil
}
