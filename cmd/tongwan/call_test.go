package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

const profileAnswer = `{"ret":0,"msg":"success","nickName":"憨特","n":1.50}`

// answering starts a server with one answer; what it was asked stands in the result.
func answering(t *testing.T, status int, answer string) (url string, asked *http.Request, body *string) {
	t.Helper()
	asked, body = new(http.Request), new(string)
	url = serveHTTP(t, func(w http.ResponseWriter, r *http.Request) {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		*asked, *body = *r, string(data)
		w.WriteHeader(status)
		io.WriteString(w, answer)
	})
	return url, asked, body
}

func TestCallSendsSigned(t *testing.T) {
	file := writeFile(t, "body.json", `{"openid":"F"}`)
	const demo = "timestamp=1381288134&appid=100703379&sig=3f308f92212f75cd8d682215cb3fa852"
	for _, tt := range []struct {
		name  string
		args  []string
		env   map[string]string
		stdin string
		query string
		body  string
	}{
		{name: "demo app, openid of the body", args: []string{"-d", `{"openid":"P"}`},
			query: demo + "&openid=P&encode=1", body: `{"openid":"P"}`},
		{name: "openid of the flag", args: []string{"-d", `{"openid":"P"}`, "--openid", "Q"},
			query: demo + "&openid=Q&encode=1", body: `{"openid":"P"}`},
		{name: "file", args: []string{"-d", "@" + file},
			query: demo + "&openid=F&encode=1", body: `{"openid":"F"}`},
		{name: "standard input", args: []string{"-d", "-"}, stdin: `{"openid":"S"}`,
			query: demo + "&openid=S&encode=1", body: `{"openid":"S"}`},
		{name: "no body", query: demo + "&openid=&encode=1"},
		{name: "no JSON", args: []string{"-d", "{"}, query: demo + "&openid=&encode=1", body: "{"},
		{name: "msdkExtInfo", args: []string{"--ext-info", "n_1"}, query: demo + "&openid=&encode=1&msdkExtInfo=n_1"},
		{name: "another demo app", args: []string{"--appid", "100732256"},
			query: "timestamp=1381288134&appid=100732256&sig=163b30df079bb7900566d1792bcd7a21&openid=&encode=1"},
		{name: "app of one's own", args: []string{"--appid", "7", "--appkey", "k"},
			query: "timestamp=1381288134&appid=7&sig=b1245467c90f5b2dcac96db59b6c877f&openid=&encode=1"},
		{name: "app of the environment", env: map[string]string{"TONGWAN_APPID": "7", "TONGWAN_APPKEY": "k"},
			query: "timestamp=1381288134&appid=7&sig=b1245467c90f5b2dcac96db59b6c877f&openid=&encode=1"},
		{name: "second key", args: []string{"--appid", "7", "--msdkkey", "k", "--encode", "2"},
			query: "timestamp=1381288134&appid=7&sig=b1245467c90f5b2dcac96db59b6c877f&openid=&encode=2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			url, asked, body := answering(t, 200, profileAnswer)
			args := append([]string{"call", "relation/qqprofile", "--server", url, "--timestamp", "1381288134"}, tt.args...)
			invocation{args: args, env: tt.env, stdin: tt.stdin}.run(t).want(t, statusOK, profileAnswer+"\n")
			if asked.Method != http.MethodPost || asked.URL.Path != "/relation/qqprofile" || asked.URL.RawQuery != tt.query || *body != tt.body {
				t.Errorf("asked %s %s\nbody %s\nwant ?%s\nbody %s", asked.Method, asked.URL, *body, tt.query, tt.body)
			}
		})
	}
}

func TestCallIndentsForPeople(t *testing.T) {
	url, _, _ := answering(t, 200, profileAnswer)
	invocation{args: []string{"call", "/a", "--server", url}, terminal: true}.run(t).want(t, statusOK, `{
  "ret": 0,
  "msg": "success",
  "nickName": "憨特",
  "n": 1.50
}
`)
}

func TestCallOutcomes(t *testing.T) {
	for _, tt := range []struct {
		name    string
		path    string
		status  int
		answer  string
		exit    int
		explain string
	}{
		{"platform's code", "/relation/qqprofile", 200, `{"ret":-10000,"msg":"100014,expired","err_type":2}`, statusFailed,
			"refused with code 100014: "},
		{"advice", "/relation/qqprofile", 200, `{"ret":-10000,"msg":"100014,expired","err_type":2}`, statusFailed,
			"sign in again"},
		{"ret", "/relation/qqprofile", 200, `{"ret":-502,"msg":"sig","err_type":5}`, statusFailed, "refused with ret -502: "},
		{"the interface's own meaning", "//relation/unbind_group/", 200, `{"ret":-10000,"msg":"2003,token","err_type":2}`, statusFailed,
			"refused with code 2003: The player's token fails."},
		{"alias", "/auth/share/qq", 200, `{"ret":-10000,"msg":"103,long","err_type":5}`, statusFailed, "refused with code 103: "},
		{"unknown code", "/relation/qqprofile", 200, `{"ret":-10000,"msg":"4711,what","err_type":1}`, statusFailed,
			`refused with code 4711: not a code of this protocol; the server says "4711,what". Trying again later may help.`},
		{"no JSON", "/a", 200, "<html>", statusTransport, "<html>"},
		{"no ret", "/a", 200, "{}", statusTransport, "no ret"},
		{"status", "/a", 502, `{"ret":0,"msg":""}`, statusTransport, "HTTP status 502"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			url, _, _ := answering(t, tt.status, tt.answer)
			got := tongwan(t, "call", tt.path, "--server", url)
			got.want(t, tt.exit, tt.answer+"\n")
			if !strings.Contains(got.stderr, tt.explain) || strings.Count(got.stderr, "\n") != 1 {
				t.Errorf("want one line with %q, got: %s", tt.explain, got.stderr)
			}
		})
	}
}

func TestCallWithoutServer(t *testing.T) {
	tongwan(t, "call", "/a", "--server", unusedAddress(t)).
		wantError(t, statusTransport, "connection refused", "tongwan serve", "--server")
}

func TestCallUsage(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"--appid 5", "--appkey is missing"},
		{"--encode 2", "--msdkkey is missing"},
		{"-d @/none.json", "-d @/none.json: "},
		{"--server ftp://a", "--server: "},
	} {
		tongwan(t, append([]string{"call", "/a"}, strings.Fields(tt.args)...)...).wantError(t, statusUsage, tt.want, "tongwan call --help")
	}
}

func TestCallVerboseMasksTheKey(t *testing.T) {
	url, asked, _ := answering(t, 200, profileAnswer)
	got := tongwan(t, "call", "/a", "-v", "--server", url)
	got.want(t, statusOK, profileAnswer+"\n")
	want := "POST " + url + asked.URL.String() + "\n" +
		"signed 4578****************************" + asked.URL.Query().Get("timestamp") + "\n" +
		"sig    " + asked.URL.Query().Get("sig") + "\n" +
		"HTTP 200 after 0s\n"
	if got.stderr != want {
		t.Errorf("stderr:\n%s\nwant:\n%s", got.stderr, want)
	}
	got = tongwan(t, "call", "/a", "-v", "--server", unusedAddress(t))
	if !strings.Contains(got.stderr, "no answer after 0s\n") {
		t.Errorf("stderr: %s", got.stderr)
	}
}
