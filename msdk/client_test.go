package msdk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"tongwan/msdk"
)

func profile(ctx context.Context, c *msdk.Client) error {
	_, err := c.QQProfile(ctx, msdk.QQProfileRequest{OpenID: player, AccessToken: accessToken})
	return err
}

func TestURLParameters(t *testing.T) {
	var query string
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		query = r.URL.RawQuery
		io.WriteString(w, `{"ret":0,"msg":"","wifiVip":0}`)
	})
	for _, tt := range []struct {
		name   string
		client *msdk.Client
		openid string
		want   string
	}{
		{"usual", client, player,
			"timestamp=1381288134&appid=100703379&sig=" + signature + "&openid=" + player + "&encode=1"},
		{"openid that needs escaping", client, "a b&sig=0#é",
			"timestamp=1381288134&appid=100703379&sig=" + signature + "&openid=a+b%26sig%3D0%23%C3%A9&encode=1"},
		{"second key and ext info",
			client.With(msdk.WithEncode(msdk.EncodeMSDKKey), msdk.WithExtInfo("n_1"), msdk.WithTimestamp(func() string { return "1443461120000" })), player,
			"timestamp=1443461120000&appid=100703379&sig=e104c0a862c16fc750b095cf8cfe6895&openid=" + player + "&encode=2&msdkExtInfo=n_1"},
		{"With leaves the original alone", client, player,
			"timestamp=1381288134&appid=100703379&sig=" + signature + "&openid=" + player + "&encode=1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := tt.client.Wifi(t.Context(), msdk.WifiRequest{OpenID: tt.openid}); err != nil {
				t.Fatal(err)
			}
			if query != tt.want {
				t.Errorf("query %s\nwant  %s", query, tt.want)
			}
		})
	}
}

func TestDefaultTimestampIsSecondsNow(t *testing.T) {
	before := time.Now().Unix()
	raw, _ := msdk.New("http://127.0.0.1:1", msdk.App{Key: "k"}).Call(t.Context(), msdk.PathGetWifi, "", nil)
	var sent json.Number
	if err := json.Unmarshal([]byte(strings.TrimPrefix(raw.Signed, "k")), &sent); err != nil {
		t.Fatalf("signed %q: %v", raw.Signed, err)
	}
	if n, err := sent.Int64(); err != nil || n < before || n > time.Now().Unix() {
		t.Errorf("timestamp %v is not now (%d)", sent, before)
	}
}

func TestFilledInParameters(t *testing.T) {
	var body []byte
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ = io.ReadAll(r.Body)
		io.WriteString(w, `{"ret":0,"msg":""}`)
	}, msdk.WithUserIP("10.1.2.3"))

	if _, err := client.VerifyLogin(t.Context(), msdk.VerifyLoginRequest{OpenID: "o", OpenKey: "k"}); err != nil {
		t.Fatal(err)
	}
	if want := `{"appid":100703379,"openid":"o","openkey":"k","userip":"10.1.2.3"}`; string(body) != want {
		t.Errorf("body %s, want %s", body, want)
	}
	// What the caller sets stays, also an app that is not the client's.
	if _, err := client.VerifyLogin(t.Context(), msdk.VerifyLoginRequest{AppID: 1, OpenID: "o", OpenKey: "k", UserIP: "::1"}); err != nil {
		t.Fatal(err)
	}
	if want := `{"appid":1,"openid":"o","openkey":"k","userip":"::1"}`; string(body) != want {
		t.Errorf("body %s, want %s", body, want)
	}
}

func TestRefusals(t *testing.T) {
	for _, tt := range []struct {
		name, answer string
		want         msdk.Error
	}{
		{"access layer", `{"ret":-502,"msg":"sig, wrong","err_type":5}`,
			msdk.Error{Ret: msdk.RetBadSignature, Msg: "sig, wrong", ErrType: 5}},
		{"a number before a comma is a code only with -10000", `{"ret":-1011,"msg":"3, not 4","err_type":5}`,
			msdk.Error{Ret: msdk.RetBadParam, Msg: "3, not 4", ErrType: 5}},
		{"platform", `{"ret":-10000,"msg":"-73,password changed","err_type":2}`,
			msdk.Error{Ret: msdk.RetPlatform, Code: msdk.CodeTokenPasswordChanged, Msg: "-73,password changed", ErrType: 2}},
		{"group", `{"ret":-10000,"msg":"2002,none","err_type":5,"platCode":"2002","is_lost":"0"}`,
			msdk.Error{Ret: msdk.RetPlatform, Code: 2002, Msg: "2002,none", ErrType: 5, PlatCode: "2002"}},
		{"score entry", `{"ret":-10000,"msg":"-4035,data","err_type":5,"type":17}`,
			msdk.Error{Ret: msdk.RetPlatform, Code: msdk.CodeScoreBadData, Msg: "-4035,data", ErrType: 5, Type: 17}},
		{"no err_type", `{"ret":-1,"msg":"?"}`, msdk.Error{Ret: -1, Msg: "?"}},
		{"types of the success broken", `{"ret":-10000,"msg":"100014,old","nickName":0}`,
			msdk.Error{Ret: msdk.RetPlatform, Code: msdk.CodeTokenExpired, Msg: "100014,old"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.want.Path = msdk.PathQQProfile
			err := profile(t.Context(), serve(t, reply(tt.answer)))
			got, ok := errors.AsType[*msdk.Error](err)
			if !ok {
				t.Fatalf("error %v is no *msdk.Error", err)
			}
			if *got != tt.want {
				t.Errorf("%+v\nwant %+v", *got, tt.want)
			}
		})
	}
}

func TestUnusableAnswers(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int
		body   string
		want   string // part of the error's text
	}{
		{"status", 502, "<html>bad gateway", `HTTP status 502; it begins "<html>bad gateway"`},
		{"status with a good body", 500, `{"ret":0,"msg":""}`, "HTTP status 500"},
		{"not JSON", 200, "<html>hotel wifi", `it begins "<html>hotel wifi"`},
		{"empty", 200, "", "HTTP status 200"},
		{"cut off", 200, `{"ret":0,"msg":"suc`, "HTTP status 200"},
		{"not an object", 200, `[]`, "cannot unmarshal array"},
		{"null", 200, `null`, "the answer has no ret"},
		{"no ret", 200, `{"msg":"success"}`, "the answer has no ret"},
		{"ret is null", 200, `{"ret":null,"msg":"success"}`, "the answer has no ret"},
		{"ret is a string", 200, `{"ret":"0","msg":"success"}`, "ret"},
		{"field of the wrong type", 200, `{"ret":0,"msg":"","yellow_vip":"0"}`, "yellow_vip"},
		{"something after it", 200, `{"ret":0,"msg":""}{"ret":0}`, "after top-level value"},
		{"long", 200, strings.Repeat("x", 300), `"` + strings.Repeat("x", 200) + `"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := profile(t.Context(), serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(tt.status)
				io.WriteString(w, tt.body)
			}))
			got, ok := errors.AsType[*msdk.TransportError](err)
			if !ok {
				t.Fatalf("error %v is no *msdk.TransportError", err)
			}
			if _, refused := errors.AsType[*msdk.Error](err); refused {
				t.Error("it is an *msdk.Error as well")
			}
			if got.Status != tt.status || got.Path != msdk.PathQQProfile {
				t.Errorf("status %d, path %q", got.Status, got.Path)
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v\nwant it to contain %s", err, tt.want)
			}
			if strings.Contains(err.Error(), signature) || strings.Contains(err.Error(), player) {
				t.Errorf("the text tells signature or openid: %v", err)
			}
		})
	}
}

func TestAnswerTooLarge(t *testing.T) {
	err := profile(t.Context(), serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Write(bytes.Repeat([]byte(" "), msdk.MaxAnswer+1))
	}))
	if _, ok := errors.AsType[*msdk.TransportError](err); !ok || !strings.Contains(err.Error(), "over 4194304 bytes") {
		t.Errorf("error %.200v", err)
	}
	err = profile(t.Context(), serve(t, func(w http.ResponseWriter, r *http.Request) {
		const answer = `{"ret":0,"msg":""}`
		w.Write(bytes.Repeat([]byte(" "), msdk.MaxAnswer-len(answer)))
		io.WriteString(w, answer)
	}))
	if err != nil {
		t.Errorf("an answer of exactly MaxAnswer bytes: %.200v", err)
	}
}

// hang answers nobody until the test is over.
func hang(t *testing.T) http.HandlerFunc {
	over := make(chan struct{})
	t.Cleanup(func() { close(over) })
	return func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		select {
		case <-over:
		case <-r.Context().Done():
		}
	}
}

func TestTimeLimits(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	short, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	for _, tt := range []struct {
		name    string
		ctx     context.Context
		opt     msdk.Option
		want    error
		timeout bool
	}{
		{"the context is shorter", short, msdk.WithTimeout(time.Hour), context.DeadlineExceeded, true},
		{"the option is shorter", t.Context(), msdk.WithTimeout(20 * time.Millisecond), context.DeadlineExceeded, true},
		{"no option, only the context", short, msdk.WithTimeout(0), context.DeadlineExceeded, true},
		{"cancelled", cancelled, msdk.WithTimeout(time.Hour), context.Canceled, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := profile(tt.ctx, serve(t, hang(t), tt.opt))
			got, ok := errors.AsType[*msdk.TransportError](err)
			if !ok || !errors.Is(err, tt.want) || got.Timeout() != tt.timeout {
				t.Fatalf("error %v, want a *msdk.TransportError of %v", err, tt.want)
			}
			if strings.Contains(err.Error(), signature) {
				t.Errorf("the text tells the signature: %v", err)
			}
		})
	}
}

func TestNobodyListens(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	err = profile(t.Context(), msdk.New("http://"+address, app()))
	if !errors.Is(err, syscall.ECONNREFUSED) || !strings.Contains(err.Error(), "got no answer from http://"+address) {
		t.Errorf("error %v", err)
	}
}

// The server takes the request and hangs up, on a fresh connection and on one that
// has served before. Either way it must see the call once.
func TestNoRetry(t *testing.T) {
	var requests atomic.Int32
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		requests.Add(1)
		if r.URL.Path == msdk.PathGetWifi {
			io.WriteString(w, `{"ret":0,"msg":"","wifiVip":0}`)
			return
		}
		panic(http.ErrAbortHandler)
	})
	for _, name := range []string{"fresh connection", "kept connection"} {
		requests.Store(0)
		_, err := client.Gift(t.Context(), msdk.GiftRequest{OpenID: player})
		if te, ok := errors.AsType[*msdk.TransportError](err); !ok || te.Status != 0 {
			t.Errorf("%s: error %v", name, err)
		}
		if n := requests.Load(); n != 1 {
			t.Errorf("%s: the server saw %d requests, want 1", name, n)
		}
		if _, err := client.Wifi(t.Context(), msdk.WifiRequest{OpenID: player}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	for _, opts := range [][]msdk.Option{nil, {msdk.WithHTTPClient(&http.Client{})}} {
		var requests atomic.Int32
		client := serve(t, func(w http.ResponseWriter, r *http.Request) {
			requests.Add(1)
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, opts...)
		err := profile(t.Context(), client)
		if te, ok := errors.AsType[*msdk.TransportError](err); !ok || te.Status != http.StatusTemporaryRedirect {
			t.Errorf("error %v, want status 307", err)
		}
		if n := requests.Load(); n != 1 {
			t.Errorf("%d requests, want 1", n)
		}
	}
}

func TestHTTPClientOfTheCallerIsNotChanged(t *testing.T) {
	own := &http.Client{}
	msdk.New("http://127.0.0.1:1", app(), msdk.WithHTTPClient(own))
	if own.CheckRedirect != nil {
		t.Error("New changed the caller's http.Client")
	}
}

func TestBadBaseURL(t *testing.T) {
	for _, base := range []string{"", "127.0.0.1:8080", "localhost", "ftp://h", "http://", "http://h?x=1", "http://h:x"} {
		err := profile(t.Context(), msdk.New(base, app()))
		if err == nil || !strings.Contains(err.Error(), "write it like http://127.0.0.1:8080") {
			t.Errorf("base URL %q: error %v", base, err)
		}
	}
}

func TestBaseURLWithPath(t *testing.T) {
	for base, want := range map[string]string{
		"http://127.0.0.1:1":            "http://127.0.0.1:1/profile/get_wifi?",
		"http://127.0.0.1:1/":           "http://127.0.0.1:1/profile/get_wifi?",
		"http://127.0.0.1:1/worlds/w1/": "http://127.0.0.1:1/worlds/w1/profile/get_wifi?",
	} {
		raw, _ := msdk.New(base, app()).Call(t.Context(), msdk.PathGetWifi, "", nil)
		if !strings.HasPrefix(raw.URL, want) {
			t.Errorf("base URL %s calls %s, want %s…", base, raw.URL, want)
		}
	}
}

// Many callers at once use few connections again and again.
func TestConnectionsAreKept(t *testing.T) {
	const callers, calls = 64, 20
	var connections sync.Map
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		connections.Store(r.RemoteAddr, true)
		io.WriteString(w, `{"ret":0,"msg":"","wifiVip":1}`)
	})
	var running sync.WaitGroup
	for range callers {
		running.Go(func() {
			for range calls {
				if a, err := client.Wifi(t.Context(), msdk.WifiRequest{OpenID: player}); err != nil || a.WifiVIP != 1 {
					t.Errorf("%+v, %v", a, err)
				}
			}
		})
	}
	running.Wait()
	n := 0
	connections.Range(func(any, any) bool { n++; return true })
	// A dial may be overtaken by a connection that comes free, so allow a second set.
	if n > 2*callers {
		t.Errorf("%d calls of %d callers took %d connections", callers*calls, callers, n)
	}
}

func TestCall(t *testing.T) {
	var body []byte
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ = io.ReadAll(r.Body)
		w.Header().Set("X-Test", "1")
		io.WriteString(w, `{"ret":-304,"msg":"not JSON","err_type":5}`)
	})
	for _, tt := range []struct {
		name string
		body any
		want string
	}{
		{"broken JSON goes out as it is", json.RawMessage(`{"a":1,}  `), `{"a":1,}  `},
		{"bytes too", []byte("\xff"), "\xff"},
		{"nothing", nil, ""},
		{"a value", map[string]any{"openid": 7}, `{"openid":7}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			raw, err := client.Call(t.Context(), "relation/qqprofile/", "x y", tt.body)
			if err != nil {
				t.Fatal(err)
			}
			if string(body) != tt.want || string(raw.Sent) != tt.want {
				t.Errorf("sent %q, arrived %q, want %q", raw.Sent, body, tt.want)
			}
			if raw.Status != 200 || raw.Signed != appKey+timestamp || raw.Header.Get("X-Test") != "1" {
				t.Errorf("%+v", raw)
			}
			if want := "/relation/qqprofile/?timestamp=1381288134&appid=100703379&sig=" + signature + "&openid=x+y&encode=1"; !strings.HasSuffix(raw.URL, want) {
				t.Errorf("URL %s, want …%s", raw.URL, want)
			}
			if string(raw.Body) != `{"ret":-304,"msg":"not JSON","err_type":5}` {
				t.Errorf("body %s", raw.Body)
			}
			if err := raw.Decode(&msdk.Answer{}); !msdk.IsRet(err, msdk.RetNotJSON) {
				t.Errorf("Decode: %v", err)
			}
		})
	}
}

func TestCallWithABodyThatCannotBeEncoded(t *testing.T) {
	_, err := msdk.New("http://127.0.0.1:1", app()).Call(t.Context(), msdk.PathGetWifi, "", func() {})
	if _, ok := errors.AsType[*json.UnsupportedTypeError](err); !ok {
		t.Errorf("error %v", err)
	}
}

// What was sent is known even if nothing came back.
func TestCallThatFails(t *testing.T) {
	raw, err := msdk.New("http://127.0.0.1:1", app()).Call(t.Context(), msdk.PathGetWifi, player, json.RawMessage(`{}`))
	if err == nil || raw.Status != 0 || string(raw.Sent) != "{}" || !strings.HasPrefix(raw.URL, "http://127.0.0.1:1/profile/get_wifi?") {
		t.Errorf("%+v, %v", raw, err)
	}
}
