package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"tongwan/internal/server"
)

// process is a server in a process of its own.
type process struct {
	cmd       *exec.Cmd
	ready     server.Endpoints
	readyFile string
	stdout    *bufio.Reader
	stderr    *bufio.Reader
}

// start runs serve on free ports and returns when it is ready.
func start(t *testing.T, env []string, args ...string) *process {
	t.Helper()
	p := &process{readyFile: filepath.Join(t.TempDir(), "ready.json")}
	args = append([]string{"serve", "--listen", "127.0.0.1:0", "--control", "127.0.0.1:0", "--ready-file", p.readyFile}, args...)
	p.cmd = exec.CommandContext(contextWithDeadline(t), binary, args...)
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Dir = t.TempDir()
	p.stdout, p.stderr = pipe(t, p.cmd.StdoutPipe), pipe(t, p.cmd.StderrPipe)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.cmd.Process.Kill() })
	if line := readUntil(p.stdout, "API "); line == "" {
		rest, _ := io.ReadAll(p.stderr)
		t.Fatalf("did not start: %s", rest)
	}
	data, err := os.ReadFile(p.readyFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &p.ready); err != nil {
		t.Fatalf("ready file %s: %v", data, err)
	}
	return p
}

func pipe(t *testing.T, open func() (io.ReadCloser, error)) *bufio.Reader {
	t.Helper()
	r, err := open()
	if err != nil {
		t.Fatal(err)
	}
	return bufio.NewReader(r)
}

// readUntil returns the first line with text in it, "" if there is none.
func readUntil(r *bufio.Reader, text string) string {
	for {
		line, err := r.ReadString('\n')
		if strings.Contains(line, text) {
			return line
		}
		if err != nil {
			return ""
		}
	}
}

func (p *process) signal(t *testing.T, s os.Signal) {
	t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// wait returns how the process ended, and what it still had to say on stderr.
func (p *process) wait(t *testing.T) (state *os.ProcessState, stderr string) {
	t.Helper()
	rest, err := io.ReadAll(p.stderr)
	if err != nil {
		t.Fatal(err)
	}
	err = p.cmd.Wait()
	if _, ended := errors.AsType[*exec.ExitError](err); err != nil && !ended {
		t.Fatal(err)
	}
	return p.cmd.ProcessState, string(rest)
}

func TestServeDemo(t *testing.T) {
	p := start(t, nil, "--demo")
	wantPrivateFile(t, p.readyFile)
	if p.ready.PID != p.cmd.Process.Pid || p.ready.Token == "" {
		t.Errorf("ready file: %+v", p.ready)
	}
	tongwan(t, "healthcheck", "--url", p.ready.Control+"/readyz").want(t, statusOK, "")

	got := p.shell(t, readUntil(p.stdout, "tongwan call"))
	if !strings.Contains(got, `"nickName":"憨特"`) || !strings.Contains(got, `"ret":0`) {
		t.Errorf("the call that serve prints answers %s", got)
	}
	refused := tongwan(t, "call", "/relation/qqprofile", "--server", p.ready.API,
		"-d", `{"appid":100703379,"accessToken":"no","openid":"69FF99F3B17436F2F6621FA158B30549"}`)
	if refused.status != statusFailed || !strings.Contains(refused.stdout, "100013") || !strings.Contains(refused.stderr, "code 100013") {
		t.Errorf("status %d, %s%s", refused.status, refused.stdout, refused.stderr)
	}
	unsigned := tongwan(t, "call", "/relation/qqprofile", "--server", p.ready.API, "--appkey", "k", "--openid", "x")
	if unsigned.status != statusFailed || !strings.Contains(unsigned.stderr, "ret -502") {
		t.Errorf("status %d, %s%s", unsigned.status, unsigned.stdout, unsigned.stderr)
	}

	p.signal(t, syscall.SIGTERM)
	if state, stderr := p.wait(t); state.ExitCode() != statusOK {
		t.Errorf("%v after SIGTERM: %s", state, stderr)
	}
}

// A strict server says so, takes the call that it prints, and no alias.
func TestServeStrict(t *testing.T) {
	for _, tt := range []struct{ env, args []string }{
		{nil, []string{"--demo", "--strict"}},
		{[]string{"TONGWAN_STRICT=true"}, []string{"--demo"}},
		{nil, []string{"--demo", "--config", writeFile(t, "strict.yaml", "strict: true\n")}},
	} {
		p := start(t, tt.env, tt.args...)
		if readUntil(p.stdout, "strict ") == "" {
			t.Fatalf("%v %v: the welcome does not tell", tt.env, tt.args)
		}
		if got := p.shell(t, readUntil(p.stdout, "tongwan call")); !strings.Contains(got, `"ret":0`) {
			t.Errorf("the call that serve prints answers %s", got)
		}
		got := tongwan(t, "call", "/relation/get_gift", "--server", p.ready.API, "-d", `{"appid":"100703379","openid":"x"}`)
		if !strings.Contains(got.stdout, "--strict") || !strings.Contains(got.stderr, "ret -505") {
			t.Errorf("%v %v: an alias is answered %s%s", tt.env, tt.args, got.stdout, got.stderr)
		}
	}
}

// shell runs a line that the server printed, as a person would.
func (p *process) shell(t *testing.T, line string) (stdout string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-c", line)
	cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(binary)+":"+os.Getenv("PATH"))
	cmd.Dir = p.cmd.Dir
	out, err := cmd.Output()
	if err != nil {
		t.Errorf("%s: %v", line, err)
	}
	return string(out)
}

func TestServeSaysHowToApplyAWorld(t *testing.T) {
	p := start(t, []string{"TONGWAN_CONTROL_TOKEN=secret"}, "--sandbox")
	if p.ready.Token != "secret" {
		t.Errorf("token %q", p.ready.Token)
	}
	file := writeFile(t, "small.yaml", smallWorld)
	p.shell(t, strings.Replace(readUntil(p.stdout, "tongwan world apply"), "FILE", file, 1))

	export := tongwan(t, "world", "export", "small", "--ready-file", p.readyFile)
	if export.status != 0 || !strings.Contains(export.stdout, "appkey: k") {
		t.Errorf("status %d, %s%s", export.status, export.stdout, export.stderr)
	}
}

// TestWorldMovesBetweenServers exports the demo world and applies it elsewhere.
func TestWorldMovesBetweenServers(t *testing.T) {
	from, to := start(t, nil, "--demo"), start(t, nil, "--sandbox", "--db", "memory")
	file := filepath.Join(t.TempDir(), "demo.yaml")
	tongwan(t, "world", "export", "demo", "-o", file, "--ready-file", from.readyFile).want(t, statusOK, "")
	if got := tongwan(t, "world", "check", file); got.status != 0 {
		t.Errorf("check: %s", got.stdout)
	}
	if got := tongwan(t, "world", "apply", file, "--reset", "--ready-file", to.readyFile); got.status != 0 {
		t.Fatalf("apply: %s", got.stderr)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	tongwan(t, "world", "export", "demo", "--ready-file", to.readyFile).want(t, statusOK, string(text))
}

// TestLargeWorldMoves serves a generated world that is not held in memory, and
// moves it to another server over the control API, which spools it.
func TestLargeWorldMoves(t *testing.T) {
	dir := t.TempDir()
	made, moved := filepath.Join(dir, "made.yaml"), filepath.Join(dir, "moved.yaml")
	tongwan(t, "world", "generate", "--accounts", "12000", "--friends", "10", "-o", made).want(t, statusOK, "")
	from := start(t, nil, "--sandbox", "--world", made, "--db", "sqlite:"+filepath.Join(dir, "from.db"))
	to := start(t, nil, "--sandbox", "--db", "sqlite:"+filepath.Join(dir, "to.db"))
	tongwan(t, "world", "export", "generated", "-o", moved, "--ready-file", from.readyFile).want(t, statusOK, "")
	text, err := os.ReadFile(moved)
	if err != nil || len(text) < 5<<20 {
		t.Fatalf("the export has %d bytes, %v", len(text), err)
	}
	tongwan(t, "world", "apply", moved, "--ready-file", to.readyFile).
		want(t, statusOK, "applied to world generated: apps 1, accounts 12000, players 12000, friendships 60000, groups 0\n")
	if again := tongwan(t, "world", "export", "generated", "--ready-file", to.readyFile); again.stdout != string(text) {
		t.Error("the moved world gives another export")
	}

	bad := writeFile(t, "bad.yaml", string(text)+"groups:\n  - {\"code\":1,\"owner\":5}\n")
	tongwan(t, "world", "apply", bad, "--ready-file", to.readyFile).
		wantError(t, statusFailed, fmt.Sprintf("\n%s:%d:23: groups[0].owner: account 5 is neither", bad, 2+strings.Count(string(text), "\n")))
}

func TestServeAppliesItsWorld(t *testing.T) {
	p := start(t, nil, "--sandbox", "--world", writeFile(t, "small.yaml", smallWorld))
	got := tongwan(t, "call", "/profile/get_wifi", "--server", p.ready.API, "--appid", "7", "--appkey", "k", "-d", `{"appid":"7","openid":"nobody"}`)
	if !strings.Contains(got.stderr, "ret -10002") {
		t.Errorf("status %d, %s%s", got.status, got.stdout, got.stderr)
	}
}

func TestServeCannotStart(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	address := taken.Addr().String()
	bad := writeFile(t, "bad.yaml", brokenWorld)
	serve := []string{"serve", "--db", "memory", "--control", "127.0.0.1:0", "--listen"}

	tongwan(t, append(serve, address)...).wantError(t, statusFailed, address, "address already in use", "--listen")
	tongwan(t, append(serve, "127.0.0.1:0", "--world", bad)...).wantError(t, statusFailed, "\n"+bad+":4:", "appky")
}

func TestServeUsage(t *testing.T) {
	for _, tt := range []struct {
		args string
		want []string
	}{
		{"--demo --db memory", []string{"--demo", "--db (memory)"}},
		{"--demo --world w.yaml", []string{"--demo", "--world (w.yaml)", "--sandbox --db memory"}},
		{"--time-zone Peking", []string{"--time-zone", "Peking", "Asia/Shanghai"}},
		{"--timestamp-window=-1s", []string{"--timestamp-window", "-1s"}},
		{"--drain-timeout 0s", []string{"--drain-timeout", "0s"}},
		{"--registration maybe", []string{"--registration", "maybe", "open"}},
		{"--trusted-proxies 10.0.0.1", []string{"--trusted-proxies", "10.0.0.1"}},
		{"--log-level loud", []string{"--log-level", "loud"}},
	} {
		got := tongwan(t, append([]string{"serve"}, strings.Fields(tt.args)...)...)
		got.wantError(t, statusUsage, tt.want...)
	}
}

func TestServeLogsJSON(t *testing.T) {
	p := start(t, nil, "--demo", "--log-format", "json")
	p.signal(t, syscall.SIGINT)
	line := readUntil(p.stderr, "draining")
	var entry struct{ Level, Msg string }
	if err := json.Unmarshal([]byte(line), &entry); err != nil || entry.Level != "INFO" || entry.Msg != "draining" {
		t.Errorf("%q: %+v, %v", line, entry, err)
	}
	if state, stderr := p.wait(t); state.ExitCode() != statusOK {
		t.Errorf("%v after SIGINT: %s", state, stderr)
	}
}

// heldCall is a call whose body the server still waits for.
type heldCall struct {
	conn net.Conn
	in   *bufio.Reader
	body string
}

// holdCall begins a call and returns when the server has begun to read its body.
func (p *process) holdCall(t *testing.T) heldCall {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.ready.API, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	call := heldCall{conn, bufio.NewReader(conn), `{"openid":"x"}`}
	url := tongwan(t, "sign", "--appid", "100703379", "--path", "/profile/get_wifi", "--openid", "x", "--server", p.ready.API).stdout
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: tongwan\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n",
		strings.TrimSpace(strings.TrimPrefix(url, p.ready.API)), len(call.body))
	if line, err := call.in.ReadString('\n'); err != nil || !strings.HasPrefix(line, "HTTP/1.1 100 ") {
		t.Fatalf("%q, %v, want 100 Continue", line, err)
	}
	if _, err := call.in.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	return call
}

// finish sends the body and returns the answer.
func (c heldCall) finish(t *testing.T) string {
	t.Helper()
	io.WriteString(c.conn, c.body)
	resp, err := http.ReadResponse(c.in, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}

func TestServeDrains(t *testing.T) {
	p := start(t, nil, "--demo")
	call := p.holdCall(t)
	p.signal(t, syscall.SIGTERM)
	readUntil(p.stderr, "draining")
	if answer := call.finish(t); !strings.Contains(answer, `"ret":-10002`) {
		t.Errorf("answer %s", answer)
	}
	if state, stderr := p.wait(t); state.ExitCode() != statusOK {
		t.Errorf("%v after SIGTERM: %s", state, stderr)
	}
	if _, err := os.Stat(p.readyFile); !os.IsNotExist(err) {
		t.Errorf("the ready file outlives the server: %v", err)
	}
}

func TestServeSecondSignalDoesNotWait(t *testing.T) {
	p := start(t, nil, "--demo")
	p.holdCall(t)
	p.signal(t, syscall.SIGTERM)
	readUntil(p.stderr, "draining")
	p.signal(t, syscall.SIGINT)
	state, _ := p.wait(t)
	if status := state.Sys().(syscall.WaitStatus); !status.Signaled() || status.Signal() != syscall.SIGINT {
		t.Errorf("%v, want the end by SIGINT", state)
	}
}

func TestServeDrainTimeout(t *testing.T) {
	p := start(t, nil, "--demo", "--drain-timeout", "20ms")
	p.holdCall(t)
	p.signal(t, syscall.SIGTERM)
	state, stderr := p.wait(t)
	if state.ExitCode() != statusFailed || !strings.Contains(stderr, "--drain-timeout 20ms") {
		t.Errorf("%v: %s", state, stderr)
	}
}
