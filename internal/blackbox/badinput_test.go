package blackbox

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"tongwan/msdk"
)

// badParam is the answer of an interface to a parameter it cannot take.
func badParam(path string) (ret, code int) {
	switch strings.Trim(path, "/") {
	case "share/qq":
		return msdk.RetPlatform, msdk.CodeShareBadParam
	case "relation/get_groupopenid", "relation/get_groupinfo", "relation/get_group_detail", "relation/get_group_key":
		return msdk.RetPlatform, msdk.CodeGroupBadParam
	case "relation/unbind_group":
		return msdk.RetPlatform, msdk.CodeUnbindBadParam
	}
	return msdk.RetBadParam, 0
}

// optional are the parameters that may be missing (protocol.md 4).
var optional = map[string]bool{
	"userip": true, "pf": true, "opt": true, "zoneid": true, "groupCode": true, "type": true,
	"act": true, "dst": true, "flag": true, "src": true, "image_url": true, "summary": true, "target_url": true, "previewText": true, "game_tag": true,
}

// isAppID reports parameters that repeat the appid: anything else is -303.
func isAppID(name string) bool { return name == "appid" || name == "oauth_consumer_key" }

// Every parameter of every interface missing, empty, null, of each wrong
// type, and too long: the documented answer, and nothing is lost by it.
func TestBadParameters(t *testing.T) {
	srv := start(t, "--demo")
	samples := readSamples(t)
	for name, s := range samples {
		var body map[string]any
		if err := json.Unmarshal(s.Body, &body); err != nil {
			t.Fatal(err)
		}
		for param := range body {
			for kind, value := range wrongValues(body[param]) {
				t.Run(fmt.Sprintf("%s/%s/%s", name, param, kind), func(t *testing.T) {
					changed := make(map[string]any)
					for k, v := range body {
						changed[k] = v
					}
					changed[param] = value
					if value == absent {
						delete(changed, param)
					}
					checkBad(t, srv, s, param, kind, changed)
				})
			}
		}
	}
	for name, s := range samples {
		if name == "02-share_qq" || name == "08-get_groupinfo" || name == "09-unbind_group" || name == "17-qqscore_batch" || name == "13-qq_gain_chest" {
			continue // a bad optional parameter left out is a good call, which has changed their state
		}
		if _, got := s.send(t, srv, s.Body); got.(map[string]any)["ret"] != 0.0 {
			t.Errorf("after the bad calls %s answers %v", name, got)
		}
	}
}

type marker string

const absent marker = "absent"

// wrongValues are the things a parameter is not, by kind.
func wrongValues(right any) map[string]any {
	values := map[string]any{
		"absent": absent, "null": nil, "empty": "", "object": map[string]any{}, "boolean": true, "fraction": 1.5,
		"long": strings.Repeat("x", 60_000),
	}
	if _, text := right.(string); text {
		values["number"] = 12345
		values["array"] = []any{}
	} else {
		values["text"] = "twelve"
	}
	return values
}

func checkBad(t *testing.T, srv *server, s sample, param, kind string, body map[string]any) {
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	raw, answer := s.send(t, srv, data)
	ret, code, msg := wellFormed(t, raw, answer)
	missing := kind == "absent" || kind == "null" || kind == "empty"
	switch {
	case strings.Contains(s.Path, "get_group_detail") && (param == "unionid" || param == "zoneid") && (missing || kind == "long"), // it asks by code
		isAppID(param) && missing, missing && optional[param]:
		return // not needed: any well-formed answer
	case isAppID(param):
		if ret != msdk.RetForbiddenInterface {
			t.Errorf("ret %d %q, want -303", ret, msg)
		}
	case param == "param":
		if code != msdk.CodeScoreNoParam {
			t.Errorf("code %d %q, want -4033", code, msg)
		}
	case kind == "long":
		if ret == 0 && !optional[param] && param != "flags" {
			t.Errorf("60,000 bytes were taken")
		}
	default:
		wantRet, wantCode := badParam(s.Path)
		if missing && strings.Contains(s.Path, "get_group_detail") && param == "groupCode" {
			break
		}
		if ret != wantRet || code != wantCode || !strings.Contains(msg, param) {
			t.Errorf("ret %d, msg %q; want ret %d, code %d and the name %s", ret, msg, wantRet, wantCode, param)
		}
	}
}

// wellFormed holds an answer to what every answer must be.
func wellFormed(t *testing.T, raw msdk.Raw, answer any) (ret, code int, msg string) {
	t.Helper()
	if raw.Status != http.StatusOK {
		t.Errorf("status %d, want 200 always", raw.Status)
	}
	object, _ := answer.(map[string]any)
	number, isNumber := object["ret"].(float64)
	msg, isText := object["msg"].(string)
	if !isNumber || !isText {
		t.Fatalf("answer %s: ret and msg must always be there", raw.Body)
	}
	ret = int(number)
	if ret == msdk.RetPlatform {
		var ok bool
		if code, ok = msdk.PlatformCode(msg); !ok {
			t.Errorf("msg %q does not begin with the platform's code", msg)
		}
	}
	if errType, has := object["err_type"].(float64); (ret != 0) != has || has && errType != 1 && errType != 2 && errType != 5 {
		t.Errorf("answer %s: err_type is 1, 2 or 5, on errors and only there", raw.Body)
	}
	return ret, code, msg
}

// Bodies that are no JSON object, on every interface.
func TestBadBodies(t *testing.T) {
	srv := start(t, "--demo")
	bodies := map[string]struct {
		body string
		ret  int
	}{
		"nothing":       {"", msdk.RetEmptyBody},
		"white space":   {" \r\n\t ", msdk.RetEmptyBody},
		"words":         {"hello", msdk.RetNotJSON},
		"a form":        {"appid=1&openid=2", msdk.RetNotJSON},
		"an array":      {"[]", msdk.RetNotJSON},
		"null":          {"null", msdk.RetNotJSON},
		"half":          {`{"appid":`, msdk.RetNotJSON},
		"twice a key":   {`{"openid":"a","openid":"a"}`, msdk.RetNotJSON},
		"twice, inside": {`{"x":[{"a":1,"a":2}]}`, msdk.RetNotJSON},
		"bad UTF-8":     {"{\"openid\":\"\xc3\x28\"}", msdk.RetNotJSON},
		"a comma more":  {`{"openid":"a",}`, msdk.RetNotJSON},
		"64 KiB + 1":    {`{"x":"` + strings.Repeat("x", 64<<10-7) + `"}`, msdk.RetUnreadable},
		"much too much": {`{"x":"` + strings.Repeat("x", 1<<20) + `"}`, msdk.RetUnreadable},
		"deep":          {strings.Repeat(`{"a":`, 11_000) + `1` + strings.Repeat(`}`, 11_000), msdk.RetUnreadable},
		"deep arrays":   {`{"a":` + strings.Repeat(`[`, 30_000) + strings.Repeat(`]`, 30_000) + `}`, msdk.RetNotJSON},
	}
	for name, s := range readSamples(t) {
		for kind, b := range bodies {
			t.Run(name+"/"+kind, func(t *testing.T) {
				raw, answer := s.send(t, srv, []byte(b.body))
				if ret, _, msg := wellFormed(t, raw, answer); ret != b.ret {
					t.Errorf("ret %d %q, want %d", ret, msg, b.ret)
				}
			})
		}
	}
	exactly := `{"openid":"A","x":"` + strings.Repeat("x", 64<<10-len(`{"openid":"A","x":""}`)) + `"}`
	if raw, answer := readSamples(t)["16-get_wifi"].send(t, srv, []byte(exactly)); len(exactly) != 64<<10 || answer.(map[string]any)["ret"] != float64(msdk.RetNoPlayer) {
		t.Errorf("64 KiB exactly: %s", raw.Body)
	}
}

// exchange sends bytes as they are and reads one HTTP response.
func exchange(t *testing.T, srv *server, request string) (*http.Response, string) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(srv.API, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("no HTTP response to %.60q: %v", request, err)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

// What is hardly HTTP still gets status 200 and the protocol's answer.
func TestHardlyHTTP(t *testing.T) {
	srv := start(t, "--demo")
	tests := map[string]struct {
		request string
		ret     int
	}{
		"a GET":                     {"GET /auth/verify_login HTTP/1.1\r\nHost: x\r\n\r\n", msdk.RetPlatform},
		"an unknown path":           {"POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", msdk.RetNoInterface},
		"the root":                  {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", msdk.RetNoInterface},
		"no host":                   {"POST /auth/verify_login HTTP/1.1\r\n\r\n", msdk.RetUnreadable},
		"no HTTP at all":            {"hello\r\n\r\n", msdk.RetUnreadable},
		"a header without a colon":  {"POST / HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n", msdk.RetUnreadable},
		"two lengths":               {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", msdk.RetUnreadable},
		"an unknown encoding":       {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: rot13\r\n\r\n", msdk.RetUnreadable},
		"headers without end":       {"POST / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 100_000) + "\r\n\r\n", msdk.RetUnreadable},
		"a path that is no path":    {"POST /%zz HTTP/1.1\r\nHost: x\r\n\r\n", msdk.RetUnreadable},
		"an expectation":            {"POST /nothing HTTP/1.1\r\nHost: x\r\nExpect: wonders\r\nContent-Length: 0\r\n\r\n", msdk.RetUnreadable},
		"OPTIONS of everything":     {"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", msdk.RetNoInterface},
		"HTTP/1.0 without a header": {"POST //auth//verify_login/ HTTP/1.0\r\n\r\n", msdk.RetBadURLParam},
		"an absolute target":        {"POST http://msdktest.qq.com/auth/verify_login/ HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", msdk.RetBadURLParam},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			resp, body := exchange(t, srv, tt.request)
			var answer msdk.Answer
			if err := json.Unmarshal([]byte(body), &answer); err != nil || resp.StatusCode != http.StatusOK || answer.Ret != tt.ret {
				t.Errorf("status %d, body %q; want 200 and ret %d", resp.StatusCode, body, tt.ret)
			}
		})
	}
}

// A body that is shorter than announced, or broken off in a chunk.
func TestBrokenBodies(t *testing.T) {
	srv := start(t, "--demo")
	app := demoApps[100703379]
	target := fmt.Sprintf("/profile/get_wifi?timestamp=1&appid=%d&sig=%s&openid=A&encode=1", app.ID, msdk.Sign(app.Key, "1"))
	for name, rest := range map[string]string{
		"a bad chunk": "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			resp, body := exchange(t, srv, "POST "+target+" HTTP/1.1\r\nHost: x\r\n"+rest)
			if resp.StatusCode != http.StatusOK || !strings.Contains(body, `"ret":-101`) {
				t.Errorf("status %d, body %q", resp.StatusCode, body)
			}
		})
	}
}
