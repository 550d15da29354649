package browser

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tongwan/internal/web/webtest"
	"tongwan/msdk"
)

// patience is how long anything may take before a test gives up.
const patience = 30 * time.Second

// server is a running binary.
type server struct {
	t       *testing.T
	API     string `json:"api"`
	Control string `json:"control"`
	Token   string `json:"token"`
}

// serve runs `tongwan serve` with more arguments until the test ends.
func serve(t *testing.T, args ...string) *server {
	t.Helper()
	ready := filepath.Join(t.TempDir(), "ready.json")
	cmd := exec.Command(binary, append([]string{"serve", "--listen", "127.0.0.1:0", "--control", "127.0.0.1:0", "--ready-file", ready}, args...)...)
	log := &strings.Builder{} // read when the server has ended
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		if err := <-done; err != nil || strings.Contains(log.String(), "DATA RACE") || strings.Contains(log.String(), "panic") {
			t.Errorf("the server ends with %v:\n%s", err, log)
		}
	})
	s := &server{t: t}
	deadline, tick := time.After(patience), time.NewTicker(5*time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-done:
			done <- err
			t.Fatal("the server ended while starting")
		case <-deadline:
			t.Fatal("the server is not ready")
		case <-tick.C:
		}
		if data, err := os.ReadFile(ready); err == nil {
			if err := json.Unmarshal(data, s); err != nil {
				t.Fatal(err)
			}
			return s
		}
	}
}

// sandbox runs a sandbox with testdata/world.yaml, at noon.
func sandbox(t *testing.T, args ...string) *server {
	t.Helper()
	s := serve(t, append([]string{"--sandbox", "--db", "memory"}, args...)...)
	s.freeze("browser")
	document, err := os.ReadFile("testdata/world.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s.manage("PUT", "/control/worlds/browser", string(document))
	return s
}

// freeze makes a world, if it is not there, where it stays noon of a
// Wednesday.
func (s *server) freeze(world string) {
	s.t.Helper()
	s.manage("PUT", "/control/worlds/"+world, "{}")
	s.manage("POST", "/control/worlds/"+world+"/clock", `{"freeze":"`+webtest.Noon.Format(time.RFC3339)+`","force":true}`)
}

// manage makes a call of the control API.
func (s *server) manage(method, path, body string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.Control+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.Token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= 300 {
		s.t.Fatalf("%s %s: %s %s %v", method, path, resp.Status, answer, err)
	}
}

var game = msdk.App{ID: 1001, Key: "key-of-1001"}

// client returns what the game's server calls with.
func (s *server) client() *msdk.Client { return msdk.New(s.API, game) }

// report has the game report a result.
func (s *server) report(openid, token, result string) {
	s.t.Helper()
	entry := msdk.ScoreEntry{Type: msdk.ScorePoints, Data: result, BCover: msdk.Replace}
	if _, err := s.client().ScoreBatch(s.t.Context(), msdk.ScoreBatchRequest{OpenID: openid, AccessToken: token, Param: []msdk.ScoreEntry{entry}}); err != nil {
		s.t.Fatal(err)
	}
}

// share has 憨特 share something with 小萌 from the game, with a picture and a
// link.
func (s *server) share(title string) error {
	_, err := s.client().ShareQQ(s.t.Context(), msdk.ShareQQRequest{OpenID: "HANTE", AccessToken: "hante-token", FOpenIDs: []msdk.ShareReceiver{{OpenID: "MENG"}},
		Title: title, Summary: "快来挑战我", ImageURL: s.API + "/qqapp/1001/HANTE/100", TargetURL: s.API + "/gamecenter/chest/c1", Act: msdk.ShareActURL})
	return err
}
