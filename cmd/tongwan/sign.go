package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"tongwan/msdk"
)

// signCmd prints a signature without calling anything.
type signCmd struct {
	Timestamp string `arg:"" optional:"" help:"The text that is signed together with the key (default: the seconds now)."`
	appFlags

	Path    string `placeholder:"PATH" help:"Print the whole URL for this interface instead. Needs --appid."`
	Server  string `default:"http://127.0.0.1:8080" placeholder:"URL" envvar:"TONGWAN_SERVER" help:"The server that the URL begins with (default: ${default})."`
	OpenID  string `name:"openid" placeholder:"ID" help:"The player in the URL."`
	ExtInfo string `placeholder:"TEXT" help:"URL parameter msdkExtInfo."`

	Verbose bool `short:"v" help:"Show on stderr what was signed."`
}

// Help is shown by --help.
func (signCmd) Help() string {
	return `The signature is md5(key + timestamp), in lower-case hex. It covers neither path nor body.

Examples:

    tongwan sign --appkey 4578e54fb3a1bd18e0681bc1c734514e 1381288134

    # A URL for curl.
    curl "$(tongwan sign --appid 100703379 --path /relation/qqprofile --openid ID)" -d @body.json`
}

// Run prints the signature or the URL.
func (c *signCmd) Run(ctx context.Context, sys *system) error {
	app, err := c.app()
	if err != nil {
		return err
	}
	if c.Timestamp == "" {
		c.Timestamp = strconv.FormatInt(sys.now().Unix(), 10)
	}
	text := msdk.Sign(c.key(app), c.Timestamp)
	if c.Path != "" {
		if text, err = c.url(ctx, app); err != nil {
			return err
		}
	}
	if c.Verbose {
		fmt.Fprintf(sys.stderr, "signed %s%s\n", masked(c.key(app)), c.Timestamp)
	}
	fmt.Fprintln(sys.stdout, text)
	return nil
}

// url lets the client build its URL, and keeps it from calling.
func (c *signCmd) url(ctx context.Context, app msdk.App) (string, error) {
	if c.AppID == 0 {
		return "", usagef("--appid is missing: the URL of --path names the app")
	}
	raw, err := msdk.New(withScheme(c.Server), app,
		msdk.WithHTTPClient(&http.Client{Transport: nowhere{}}),
		msdk.WithTimestamp(func() string { return c.Timestamp }),
		msdk.WithEncode(c.Encode),
		msdk.WithExtInfo(c.ExtInfo),
	).Call(ctx, c.Path, c.OpenID, nil)
	if raw.URL == "" {
		return "", usagef("--server: %w", err)
	}
	return raw.URL, nil
}

// nowhere is a transport that sends nothing.
type nowhere struct{}

func (nowhere) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("not sent")
}
