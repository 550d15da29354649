package blackbox

import (
	"context"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/oauth2"
)

var (
	shellExample = regexp.MustCompile("(?s)```sh\n(.*?)```\n```text\n(.*?)```")
	secretText   = regexp.MustCompile(`[0-9A-F]{32,}`)
)

// The examples of docs/signin.md run as they stand, one after the other, and
// print what stands below them but for what is random.
func TestSignInExamples(t *testing.T) {
	for _, tool := range []string{"bash", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is missing: run scripts/install-test-tools, which installs it", tool)
		}
	}
	data, err := os.ReadFile("../../docs/signin.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(data)
	srv := start(t, "--sandbox", "--db", "memory")
	srv.mustManage(t, "PUT", "/control/worlds/example", between(t, page, "```yaml\n", "```"))

	const mark = "---- next ----\n"
	var script, want strings.Builder
	examples := shellExample.FindAllStringSubmatch(page, -1)
	if len(examples) != strings.Count(page, "```sh\n") || len(examples) == 0 {
		t.Errorf("%d of %d examples show what they print", len(examples), strings.Count(page, "```sh\n"))
	}
	for _, e := range examples {
		script.WriteString(e[1] + "echo; echo '" + strings.TrimSpace(mark) + "'\n")
		want.WriteString(e[2] + mark)
	}
	got := runScript(t, srv, script.String())
	if diff := cmp.Diff(masked(want.String()), masked(strings.ReplaceAll(got, srv.API, "http://127.0.0.1:8080"))); diff != "" {
		t.Errorf("the examples print (-documented +printed)\n%s", diff)
	}
}

// runScript runs a script in a folder of its own.
func runScript(t *testing.T, srv *server, script string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-eu", "-o", "pipefail", "-c", script)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "HOST="+srv.API, "HOME="+cmd.Dir, "TMPDIR="+cmd.Dir)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	return string(out)
}

// masked makes random texts alike and drops empty lines; answers end without
// a line's end.
func masked(text string) string {
	text = secretText.ReplaceAllString(text, "RANDOM")
	for _, end := range []string{" );", "}"} {
		text = strings.ReplaceAll(text, end+"callback(", end+"\ncallback(")
		text = strings.ReplaceAll(text, end+"{", end+"\n{")
	}
	return strings.ReplaceAll(text, "\n\n", "\n")
}

func between(t *testing.T, text, begin, end string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, begin)
	inside, _, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("nothing between %q and %q", begin, end)
	}
	return inside
}

// What docs/signin.md shows of golang.org/x/oauth2 is the code of this test.
func TestSignInGoExample(t *testing.T) {
	page, err := os.ReadFile("../../docs/signin.md")
	if err != nil {
		t.Fatal(err)
	}
	own, err := os.ReadFile("signin_docs_test.go")
	if err != nil {
		t.Fatal(err)
	}
	words := func(text string) string { return strings.Join(strings.Fields(text), " ") }
	if shown := between(t, string(page), "```go\n", "```"); !strings.Contains(words(string(own)), words(shown)) {
		t.Errorf("this file does not have what docs/signin.md shows:\n%s", shown)
	}

	srv := startOAuth(t)
	ctx, host, state := t.Context(), srv.API, "hard to guess"
	comesBack := func(ask string) string { return signInTo(t, srv, "10001", ask).Query().Get("code") }

	conf := &oauth2.Config{
		ClientID:     "1234567890",                       // appid
		ClientSecret: "0123456789abcdef0123456789abcdef", // appkey
		RedirectURL:  "https://game.example/callback",
		Endpoint:     oauth2.Endpoint{AuthURL: host + "/oauth2.0/authorize", TokenURL: host + "/oauth2.0/token"},
	}
	verifier := oauth2.GenerateVerifier()
	ask := conf.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier))
	code := comesBack(ask) // send the player there; the page at RedirectURL gets code and state
	token, err := conf.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if err != nil {
		t.Fatal(err)
	}
	if err := verifyLogin(t, srv, token.AccessToken); err != nil {
		t.Error(err)
	}
}
