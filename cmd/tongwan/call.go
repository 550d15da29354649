package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"tongwan/msdk"
)

// callCmd calls one interface.
type callCmd struct {
	Path string `arg:"" help:"Path of the interface, such as /relation/qqprofile."`
	Data string `short:"d" placeholder:"JSON" help:"The body: JSON, @FILE, or - for standard input. Sent as it is, valid or not."`

	Server string `default:"http://127.0.0.1:8080" placeholder:"URL" envvar:"TONGWAN_SERVER" help:"The server (default: ${default})."`
	appFlags
	OpenID    string `name:"openid" placeholder:"ID" help:"The player in the URL (default: the openid in the body)."`
	ExtInfo   string `placeholder:"TEXT" help:"URL parameter msdkExtInfo, which comes back in the answer."`
	Timestamp string `placeholder:"TEXT" help:"URL parameter timestamp (default: the seconds now)."`

	Verbose bool `short:"v" help:"Show on stderr the URL, what was signed, the signature, the HTTP status and the time it took."`
}

// Help is shown by --help.
func (callCmd) Help() string {
	return `The answer goes to stdout, indented on a terminal and untouched otherwise. What a refusal means goes to stderr.

Exit status: 0 ret is 0; 1 ret is something else; 2 the command line is wrong; 3 no usable answer came.

Without --appid and --appkey the call is made for the demo world's app 100703379.

Examples:

    tongwan call /relation/qqprofile -d '` + demoProfileBody + `'

    # Another app, its body from a file, with everything that was sent.
    tongwan call /profile/query_vip -v -d @vip.json --appid 1000001 --appkey 0123456789abcdef0123456789abcdef`
}

// Run makes the call.
func (c *callCmd) Run(ctx context.Context, sys *system) error {
	if c.AppID == 0 {
		c.AppID = demoAppID
	}
	app, err := c.app()
	if err != nil {
		return err
	}
	body, err := c.body(sys.stdin)
	if err != nil {
		return err
	}
	client := msdk.New(withScheme(c.Server), app, c.options()...)
	began := sys.now()
	raw, err := client.Call(ctx, c.Path, cmp.Or(c.OpenID, openIDIn(body)), body)
	if c.Verbose && raw.URL != "" {
		c.explain(sys.stderr, raw, c.key(app), sys.now().Sub(began))
	}
	if len(raw.Body) > 0 {
		fmt.Fprintln(sys.stdout, c.show(raw.Body, sys.terminal))
	}
	if err == nil {
		err = raw.Decode(&msdk.Answer{})
	}
	return judge(c.Path, err)
}

// body returns what -d names; nil without it, which sends no body.
func (c *callCmd) body(stdin io.Reader) ([]byte, error) {
	file, isFile := strings.CutPrefix(c.Data, "@")
	var data []byte
	var err error
	switch {
	case c.Data == "":
		return nil, nil
	case c.Data == "-":
		data, err = io.ReadAll(stdin)
	case isFile:
		data, err = os.ReadFile(file)
	default:
		return []byte(c.Data), nil
	}
	if err != nil {
		return nil, usagef("-d %s: %w", c.Data, err)
	}
	return data, nil
}

func (c *callCmd) options() []msdk.Option {
	options := []msdk.Option{msdk.WithEncode(c.Encode), msdk.WithExtInfo(c.ExtInfo)}
	if c.Timestamp != "" {
		options = append(options, msdk.WithTimestamp(func() string { return c.Timestamp }))
	}
	return options
}

// openIDIn returns the body's openid, "" if it has none that can be read.
func openIDIn(body []byte) string {
	var player struct {
		OpenID string `json:"openid"`
	}
	if err := json.Unmarshal(body, &player); err != nil {
		return ""
	}
	return player.OpenID
}

// explain shows what -v promises.
func (c *callCmd) explain(w io.Writer, raw msdk.Raw, key string, took time.Duration) {
	timestamp := strings.TrimPrefix(raw.Signed, key)
	fmt.Fprintf(w, "POST %s\n", raw.URL)
	fmt.Fprintf(w, "signed %s%s\n", masked(key), timestamp)
	fmt.Fprintf(w, "sig    %s\n", msdk.Sign(key, timestamp))
	if raw.Status == 0 {
		fmt.Fprintf(w, "no answer after %v\n", took.Round(time.Microsecond))
		return
	}
	fmt.Fprintf(w, "HTTP %d after %v\n", raw.Status, took.Round(time.Microsecond))
}

// show returns the answer as it is printed. For people it is indented, keys in the
// server's order, numbers and escapes as the server wrote them.
func (c *callCmd) show(answer []byte, people bool) string {
	var indented bytes.Buffer
	if people && json.Indent(&indented, answer, "", "  ") == nil {
		answer = indented.Bytes()
	}
	return strings.TrimSuffix(string(answer), "\n")
}

// judge gives the outcome of a call its exit status and its explanation.
func judge(path string, err error) error {
	if err == nil {
		return nil
	}
	if refused, ok := errors.AsType[*msdk.Error](err); ok {
		return errors.New(meaning(path, refused))
	}
	if transport, ok := errors.AsType[*msdk.TransportError](err); ok {
		return transportError(nobodyThere(transport, "--server"))
	}
	return usagef("--server: %w", err)
}
