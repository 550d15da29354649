package main

import (
	"cmp"
	"strings"

	"tongwan/msdk"
)

const (
	defaultServer  = "http://127.0.0.1:8080"
	defaultControl = "http://127.0.0.1:8081"
)

// appFlags say which app a call is made for, and with which of its keys.
type appFlags struct {
	AppID   int64  `name:"appid" placeholder:"ID" envvar:"TONGWAN_APPID" help:"The app."`
	AppKey  string `name:"appkey" placeholder:"KEY" envvar:"TONGWAN_APPKEY" help:"The app's key. Those of the demo world's apps are known."`
	MSDKKey string `name:"msdkkey" placeholder:"KEY" envvar:"TONGWAN_MSDKKEY" help:"The app's second key, for --encode 2."`
	Encode  int    `default:"1" enum:"1,2" placeholder:"1|2" help:"Sign with the appkey (1) or the msdkkey (2) (default: ${default})."`
}

// app returns the app with the key that signs.
func (f appFlags) app() (msdk.App, error) {
	app := msdk.App{ID: f.AppID, Key: cmp.Or(f.AppKey, demoAppKey(f.AppID)), MSDKKey: f.MSDKKey}
	switch {
	case f.Encode == msdk.EncodeMSDKKey && app.MSDKKey == "":
		return app, usagef("--msdkkey is missing: --encode 2 signs with the app's second key")
	case f.Encode == msdk.EncodeAppKey && app.Key == "":
		return app, usagef("--appkey is missing: only apps of the demo world, such as --appid %d, have one that is known", demoAppID)
	}
	return app, nil
}

// key returns the key that signs.
func (f appFlags) key(app msdk.App) string {
	if f.Encode == msdk.EncodeMSDKKey {
		return app.MSDKKey
	}
	return app.Key
}

// masked hides a key but for what tells it from another: its first four digits, if
// it is long enough to spare them, and its length.
func masked(key string) string {
	const shown = 4
	if len(key) < 4*shown {
		return strings.Repeat("*", len(key))
	}
	return key[:shown] + strings.Repeat("*", len(key)-shown)
}

// withScheme lets people write 127.0.0.1:8080 for http://127.0.0.1:8080.
func withScheme(address string) string {
	if strings.Contains(address, "://") {
		return address
	}
	return "http://" + address
}
