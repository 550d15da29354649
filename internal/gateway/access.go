package gateway

import (
	"context"
	"crypto/md5"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"

	"tongwan/internal/platform"
	"tongwan/msdk"
)

// admit makes the checks of the access layer that need no body, in the
// protocol's order (protocol.md 2).
func (g *Gateway) admit(ctx context.Context, c *Call, in *Interface) error {
	if c.Method != http.MethodPost {
		return &Refusal{Ret: msdk.RetPlatform, Code: msdk.CodeNotPost, Text: "the method must be POST, not " + cut(c.Method)}
	}
	if problem := c.URL.check(); problem != "" {
		return refuse(msdk.RetBadURLParam, "%s", problem)
	}
	if err := c.tolerateURL(); err != nil {
		return err
	}
	if err := g.findApp(ctx, c); err != nil {
		return err
	}
	if err := g.checkSignature(c); err != nil {
		return err
	}
	settings := &c.App.Settings
	if len(settings.AllowedIPs) > 0 && !c.from(settings) {
		return &Refusal{Ret: msdk.RetPlatform, Code: msdk.CodeAddressNotAllowed,
			Text: fmt.Sprintf("address %s is not on the list allowed_ips of app %d", c.Caller, c.App.ID)}
	}
	if slices.Contains(settings.Disabled, in.Path) {
		return refuse(msdk.RetForbiddenInterface, "app %d may not use %s: it is on its list disabled", c.App.ID, in.Path)
	}
	if !g.Limits.Allow(ctx, c.App, c.URL.OpenID, in.Path, g.Platform.Now(c.App.World)) {
		refusal := in.TooFrequent
		return &refusal
	}
	return nil
}

// findApp resolves the appid and turns guests away.
func (g *Gateway) findApp(ctx context.Context, c *Call) error {
	guest, _ := c.URL.appID()
	unknown := func() error { return refuse(msdk.RetNoApp, "there is no app with appid %q", cut(c.URL.AppID)) }
	if c.URL.AppID == "" {
		return refuse(msdk.RetNoApp, "URL parameter appid is empty")
	}
	id := c.URL.Number()
	if id == 0 {
		return unknown()
	}
	app, err := g.Platform.App(ctx, id)
	if platform.ReasonOf(err) == platform.NotFound {
		return unknown()
	}
	if err != nil {
		return err
	}
	if guest {
		return refuse(msdk.RetGuest, "guests (appid G_…) may call none of the interfaces")
	}
	c.App = app
	return nil
}

// checkSignature compares sig with md5(key + timestamp), lower-case hex.
func (g *Gateway) checkSignature(c *Call) error {
	key := c.App.Key
	if c.URL.Encode == "2" {
		key = c.App.MSDKKey
		if key == "" {
			return refuse(msdk.RetBadSignature, "encode=2 needs a msdkkey, and app %d has none", c.App.ID)
		}
	}
	var want [2 * md5.Size]byte
	sum := md5.Sum(append([]byte(key), c.URL.Timestamp...))
	hex.Encode(want[:], sum[:])
	if subtle.ConstantTimeCompare(want[:], []byte(c.URL.Sig)) != 1 {
		return refuse(msdk.RetBadSignature, "sig is not the lower-case hex md5(key + timestamp) for app %d and timestamp %s", c.App.ID, cut(c.URL.Timestamp))
	}
	if g.Window > 0 && !inWindow(c.URL.Timestamp, g.Platform.Now(c.App.World), g.Window) {
		return refuse(msdk.RetBadSignature, "timestamp %s is more than %s away from the server's time", cut(c.URL.Timestamp), g.Window)
	}
	return nil
}

// from reports whether the caller's address is on the app's list.
func (c *Call) from(s *platform.Settings) bool {
	for _, prefix := range s.AllowedIPs {
		if prefix.Contains(c.Caller) {
			return true
		}
	}
	return false
}
