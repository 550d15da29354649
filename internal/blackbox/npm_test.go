package blackbox

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"tongwan/internal/web/webtest"
)

// Clients for QQ that others wrote for Node log in with the host changed and
// nothing else.

// installed returns a folder with the packages of testdata/npm.
func installed(t *testing.T) string {
	t.Helper()
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is missing: run scripts/install-test-tools, which installs it", tool)
		}
	}
	dir := t.TempDir()
	for _, name := range []string{"package.json", "package-lock.json", "clients.js"} {
		data, err := os.ReadFile(filepath.Join("testdata", "npm", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	npm := exec.CommandContext(t.Context(), "npm", "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund")
	npm.Dir = dir
	if out, err := npm.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
	return dir
}

// site starts the web site of testdata/npm and returns its address.
func site(t *testing.T, dir string, env ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", "clients.js")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	log := &logBuffer{}
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	port, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("clients.js: %v\n%s", err, log)
	}
	return "http://127.0.0.1:" + strings.TrimSpace(port)
}

func TestNodeClients(t *testing.T) {
	dir := installed(t)
	srv := startOAuth(t)
	tests := map[string]struct{ begin, callback, pkce string }{
		"grant":       {"/connect/qq", gameCallback, "no"},
		"grant, PKCE": {"/connect/qq", gameCallback, "yes"},
		"passport-qq": {"/passport", "https://game.example/passport", "no"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			game := webtest.New(t, site(t, dir, "API="+srv.API, "APPID="+strconv.FormatInt(oauthApp.ID, 10), "APPKEY="+oauthApp.Key,
				"GRANT_CALLBACK="+gameCallback, "PASSPORT_CALLBACK=https://game.example/passport", "PKCE="+tt.pkce))
			asked := game.Get(tt.begin).Header.Get("Location")
			path, ok := strings.CutPrefix(asked, "https://graph.qq.com/")
			if !ok {
				t.Fatalf("the site sends people to %s", asked)
			}
			to := signInTo(t, srv, "10001", srv.API+"/"+path)
			back := tt.begin + "?" + to.RawQuery
			if tt.begin == "/connect/qq" {
				back = tt.begin + "/callback?" + to.RawQuery
			}
			answer := game.Get(back).Shows(http.StatusOK)
			checkNodeAnswer(t, srv, answer.Body)
		})
	}
}

// checkNodeAnswer reads what a site got: grant nests the profile.
func checkNodeAnswer(t *testing.T, srv *server, body string) {
	t.Helper()
	var got struct {
		Access   string `json:"access_token"`
		Refresh  string `json:"refresh_token"`
		ID       string `json:"id"`
		Nickname string `json:"nickname"`
		Profile  struct {
			OpenID   string `json:"openid"`
			Nickname string `json:"nickname"`
		} `json:"profile"`
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	if id := got.ID + got.Profile.OpenID; id != "MING" {
		t.Errorf("the openid is %q: %s", id, body)
	}
	if name := got.Nickname + got.Profile.Nickname; name != "小明" {
		t.Errorf("the nickname is %q: %s", name, body)
	}
	if got.Refresh == "" {
		t.Errorf("no refresh token: %s", body)
	}
	if err := verifyLogin(t, srv, got.Access); err != nil {
		t.Errorf("the access token is no openkey: %v", err)
	}
}
