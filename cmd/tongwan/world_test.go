package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const smallWorld = `world: small
apps:
  - {appid: 7, appkey: k}
`

const brokenWorld = `world: small
apps:
  - appid: 7
    appky: k
`

func TestWorldCheck(t *testing.T) {
	good, bad := writeFile(t, "good.yaml", smallWorld), writeFile(t, "bad.yaml", brokenWorld)
	tongwan(t, "world", "check", good).want(t, statusOK, "")
	invocation{args: []string{"world", "check", "-"}, stdin: smallWorld}.run(t).want(t, statusOK, "")

	got := tongwan(t, "world", "check", bad, good)
	if got.status != statusFailed || !strings.HasPrefix(got.stdout, bad+":4:") || !strings.Contains(got.stdout, "appky") {
		t.Errorf("status %d, stdout:\n%s", got.status, got.stdout)
	}
	if !strings.Contains(got.stderr, "1 of 2 documents") {
		t.Errorf("stderr: %s", got.stderr)
	}
	twice := writeFile(t, "twice.yaml", smallWorld+"  - {appid: 7, appkey: k}\n")
	if got := tongwan(t, "world", "check", twice); got.status != statusFailed || !strings.HasPrefix(got.stdout, twice+":4:") {
		t.Errorf("status %d, stdout:\n%s", got.status, got.stdout)
	}
	tongwan(t, "world", "check", "/none.yaml").wantError(t, statusUsage, "/none.yaml")
}

// controlCall is what a stand-in for the control API was asked.
type controlCall struct {
	line, authorization, accept, body string
}

func controlling(t *testing.T, status int, answer string) (url string, asked *controlCall) {
	t.Helper()
	asked = new(controlCall)
	url = serveHTTP(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		*asked = controlCall{r.Method + " " + r.RequestURI, r.Header.Get("Authorization"), r.Header.Get("Accept"), string(body)}
		w.WriteHeader(status)
		io.WriteString(w, answer)
	})
	return url, asked
}

func TestWorldApply(t *testing.T) {
	file := writeFile(t, "small.yaml", smallWorld)
	for _, tt := range []struct{ args, line string }{
		{"", "PUT /control/worlds/small"},
		{"--reset", "PUT /control/worlds/small?reset=true"},
		{"other", "PUT /control/worlds/other"},
	} {
		url, asked := controlling(t, 200, `{"world":"small","created":true,"apps":1,"accounts":0}`)
		args := append([]string{"world", "apply", file, "--control", url, "--token", "T"}, strings.Fields(tt.args)...)
		got := tongwan(t, args...)
		if got.status != 0 || !strings.Contains(got.stdout, "apps 1, accounts 0") {
			t.Errorf("%s: status %d, %s%s", tt.args, got.status, got.stdout, got.stderr)
		}
		if want := (controlCall{tt.line, "Bearer T", "", smallWorld}); *asked != want {
			t.Errorf("asked %+v\nwant  %+v", *asked, want)
		}
	}
}

const namelessWorld = `apps: [{name: game}]
accounts: [{nickname: alice, players: [{tokens: [{}]}]}]
groups: [{name: rangers, owner: alice, bindings: [{unionid: "1"}]}]
`

// What was made is printed for people, and as the server tells it for programs.
func TestWorldApplyTellsWhatWasMade(t *testing.T) {
	file := writeFile(t, "nameless.yaml", namelessWorld)
	tongwan(t, "world", "check", file).want(t, statusOK, "")

	answer := `{"world":"run-7","apps":1,"accounts":1,"players":1,"made":{
		"apps":[{"name":"game","appid":1110000001,"appkey":"KEY"},{"name":"","appid":2}],
		"accounts":[{"nickname":"alice","uin":1000000001}],
		"players":[{"nickname":"alice","uin":1000000001,"appid":1110000001,"openid":"A","tokens":["T1","T2"]}],
		"groups":[{"name":"rangers","code":100000001}],
		"bindings":[{"name":"rangers","code":100000001,"appid":1110000001,"unionid":"1","zoneid":"0","group_openid":"G","join_key":"J"}],
		"more":3}}`
	url, asked := controlling(t, 200, answer)
	apply := []string{"world", "apply", file, "run-7", "--control", url, "--token", "T"}
	tongwan(t, apply...).want(t, statusOK, `applied to world run-7: apps 1, accounts 1, players 1, friendships 0, groups 0
app "game": appid 1110000001, appkey KEY
app "": appid 2, appkey as given
account "alice": uin 1000000001
player "alice": uin 1000000001, appid 1110000001, openid A, token T1, token T2
group "rangers": code 100000001
binding of group "rangers": code 100000001, appid 1110000001, unionid 1, zoneid 0, group_openid G, join_key J
and 3 more: see tongwan world export run-7
`)
	if asked.line != "PUT /control/worlds/run-7" || asked.body != namelessWorld {
		t.Errorf("asked %+v", *asked)
	}
	tongwan(t, append(apply, "--json")...).want(t, statusOK, answer)
}

func TestWorldApplyRefused(t *testing.T) {
	file := writeFile(t, "small.yaml", smallWorld)
	url, _ := controlling(t, 422, `{"error":{"code":"invalid_world","message":"small:3:6: apps[0].appid: 7 is taken",
		"problems":[{"line":3,"column":6,"path":"apps[0].appid","text":"7 is taken"}]}}`)
	apply := []string{"world", "apply", file, "--token", "T", "--control"}
	tongwan(t, append(apply, url)...).wantError(t, statusFailed, "\n"+file+":3:6: apps[0].appid: 7 is taken\n")

	url, _ = controlling(t, 401, `{"error":{"code":"unauthorized","message":"the token is wrong"}}`)
	tongwan(t, append(apply, url)...).wantError(t, statusFailed, "tongwan: the token is wrong\n")

	url, _ = controlling(t, 404, "<html>")
	tongwan(t, append(apply, url)...).wantError(t, statusTransport, "404", "not as a control API does")

	tongwan(t, append(apply, unusedAddress(t))...).wantError(t, statusTransport, "refused", "tongwan serve", "--control")
}

// A server that refuses a large document before it has read it is heard.
func TestWorldApplyRefusedAtOnce(t *testing.T) {
	file := writeFile(t, "large.yaml", smallWorld+strings.Repeat("# a comment of some length\n", 1<<16))
	url := serveHTTP(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
		io.WriteString(w, `{"error":{"code":"unauthorized","message":"the token is wrong"}}`)
	})
	tongwan(t, "world", "apply", file, "--token", "T", "--control", url).wantError(t, statusFailed, "tongwan: the token is wrong\n")
}

func TestWorldApplyFindsProblemsHere(t *testing.T) {
	file := writeFile(t, "bad.yaml", brokenWorld)
	tongwan(t, "world", "apply", file, "--token", "T", "--control", unusedAddress(t)).
		wantError(t, statusFailed, "\n"+file+":4:", "appky")
}

func TestWorldApplyUsage(t *testing.T) {
	file := writeFile(t, "small.yaml", smallWorld)
	apply := []string{"world", "apply", file}
	tongwan(t, apply...).wantError(t, statusUsage, "--token is missing", "--ready-file")
	tongwan(t, append(apply, "--ready-file", "/none")...).wantError(t, statusUsage, "--ready-file: ", "/none")
	tongwan(t, append(apply, "--ready-file", file)...).wantError(t, statusUsage, file+" is no ready file")
	tongwan(t, append(apply, "--token", "T", "--control", "http://[")...).wantError(t, statusUsage, "--control: ")
	tongwan(t, "world", "apply", "/none", "--token", "T").wantError(t, statusUsage, "/none")
}

func TestWorldExport(t *testing.T) {
	url, asked := controlling(t, 200, smallWorld)
	ready := writeFile(t, "ready.json", `{"api":"http://127.0.0.1:1","control":"`+url+`","token":"R","pid":1}`)

	tongwan(t, "world", "export", "small", "--ready-file", ready).want(t, statusOK, smallWorld)
	if want := (controlCall{"GET /control/worlds/small", "Bearer R", "application/yaml", ""}); *asked != want {
		t.Errorf("asked %+v\nwant  %+v", *asked, want)
	}

	out := filepath.Join(t.TempDir(), "out.json")
	got := invocation{
		args: []string{"world", "export", "a/b", "--format", "json", "-o", out, "--token", "T"},
		env:  map[string]string{"TONGWAN_READY_FILE": ready, "TONGWAN_CONTROL_TOKEN": "E"},
	}.run(t)
	got.want(t, statusOK, "")
	if want := (controlCall{"GET /control/worlds/a%2Fb", "Bearer T", "application/json", ""}); *asked != want {
		t.Errorf("asked %+v\nwant  %+v", *asked, want)
	}
	wantPrivateFile(t, out)
	if text, err := os.ReadFile(out); err != nil || string(text) != smallWorld {
		t.Errorf("%s holds %q, %v", out, text, err)
	}
}

func TestWorldExportRefusedWritesNothing(t *testing.T) {
	url, _ := controlling(t, 404, `{"error":{"code":"not_found","message":"there is no world small"}}`)
	out := filepath.Join(t.TempDir(), "out.yaml")
	tongwan(t, "world", "export", "small", "-o", out, "--control", url, "--token", "T").
		wantError(t, statusFailed, "there is no world small")
	if _, err := os.Stat(out); !os.IsNotExist(err) {
		t.Errorf("%s is there: %v", out, err)
	}
}

func wantPrivateFile(t *testing.T, path string) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 {
		t.Errorf("%s has mode %o, want 600", path, mode)
	}
}

func TestWorldGenerate(t *testing.T) {
	generate := []string{"world", "generate", "--accounts", "20", "--friends", "4"}
	first := tongwan(t, generate...)
	first.want(t, statusOK, tongwan(t, generate...).stdout)
	if n := strings.Count(first.stdout, `"friend":`); n != 40 {
		t.Errorf("%d friendships, want 40", n)
	}
	for _, want := range []string{"world: generated\n", "appid: 100703379\n", demoAppKey(demoAppID)} {
		if !strings.Contains(first.stdout, want) {
			t.Errorf("lacks %q", want)
		}
	}
	invocation{args: []string{"world", "check", "-"}, stdin: first.stdout}.run(t).want(t, statusOK, "")
	if other := tongwan(t, append(generate, "--seed", "43")...); other.stdout == first.stdout {
		t.Error("another seed gives the same")
	}

	out := filepath.Join(t.TempDir(), "out.yaml")
	tongwan(t, append(generate, "-o", out)...).want(t, statusOK, "")
	wantPrivateFile(t, out)
	if text, err := os.ReadFile(out); err != nil || string(text) != first.stdout {
		t.Errorf("%s holds something else, %v", out, err)
	}
	named := tongwan(t, append(generate, "--world", "w", "--appid", "7", "--appkey", "K")...)
	if !strings.HasPrefix(named.stdout, "world: w\napps:\n  - appid: 7\n    appkey: \"K\"\n") {
		t.Errorf("begins with %.80s", named.stdout)
	}
	tongwan(t, append(generate, "--friends", "3")...).wantError(t, statusUsage, "must be even")
	tongwan(t, append(generate, "-o", "/none/x")...).wantError(t, statusFailed, "-o: ", "/none/")
}

// An export that breaks off leaves nothing behind, and what was there before.
func TestWorldExportBrokenOff(t *testing.T) {
	url := serveHTTP(t, func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "world: half")
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	})
	out := writeFile(t, "out.yaml", "before")
	tongwan(t, "world", "export", "small", "-o", out, "--control", url, "--token", "T").
		wantError(t, statusTransport, "unexpected EOF")
	if text, err := os.ReadFile(out); err != nil || string(text) != "before" {
		t.Errorf("%s holds %q, %v", out, text, err)
	}
	if files, _ := os.ReadDir(filepath.Dir(out)); len(files) != 1 {
		t.Errorf("%v are there", files)
	}
}

func TestWorldExportThrough(t *testing.T) {
	url, _ := controlling(t, 200, smallWorld)
	tongwan(t, "world", "export", "small", "-o", os.DevNull, "--control", url, "--token", "T").want(t, statusOK, "")
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Fatalf("%s is a file now: %v, %v", os.DevNull, info, err)
	}
}
