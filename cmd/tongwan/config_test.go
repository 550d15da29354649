package main

import (
	"io"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"
)

// parseServe returns what serve would run with.
func parseServe(t *testing.T, env map[string]string, args ...string) (serveCmd, error) {
	t.Helper()
	var grammar cli
	sys := invocation{env: env}.system(io.Discard, io.Discard)
	parser, err := newParser(t.Context(), sys, &grammar, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	_, err = parser.Parse(append([]string{"serve"}, args...))
	return grammar.Serve, err
}

func TestFlagBeforeEnvironmentBeforeFileBeforeDefault(t *testing.T) {
	file := writeFile(t, "tongwan.yaml", "# ours\nlisten: file:1\ncontrol: file:1\n")
	env := map[string]string{"TONGWAN_LISTEN": "env:1"}
	for _, tt := range []struct {
		name string
		env  map[string]string
		args []string
		want string
	}{
		{"default", nil, nil, "127.0.0.1:8080"},
		{"file", nil, []string{"--config", file}, "file:1"},
		{"file named by the environment", map[string]string{"TONGWAN_CONFIG": file}, nil, "file:1"},
		{"file named by both", map[string]string{"TONGWAN_CONFIG": "none"}, []string{"--config", file}, "file:1"},
		{"environment", env, nil, "env:1"},
		{"environment and file", env, []string{"--config", file}, "env:1"},
		{"empty variable is none", map[string]string{"TONGWAN_LISTEN": ""}, []string{"--config", file}, "file:1"},
		{"flag", env, []string{"--config", file, "--listen", "flag:1"}, "flag:1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parseServe(t, tt.env, tt.args...)
			if err != nil {
				t.Fatal(err)
			}
			if got.Listen != tt.want {
				t.Errorf("listen %q, want %q", got.Listen, tt.want)
			}
		})
	}
}

func TestConfigFileHoldsEveryKindOfValue(t *testing.T) {
	file := writeFile(t, "tongwan.yaml", `
demo: yes
listen: "127.0.0.1:0"
control: 127.0.0.1:0
control-token: 12345
ready-file: |-
  /tmp/ready
public-url:
timestamp-window: 5m
registration: open
trusted-proxies: 10.0.0.0/8,2001:db8::/32
log-level: debug
`)
	got, err := parseServe(t, nil, "--config", file)
	if err != nil {
		t.Fatal(err)
	}
	want := serveCmd{
		Demo: true, Listen: "127.0.0.1:0", Control: "127.0.0.1:0", ControlToken: "12345", ReadyFile: "/tmp/ready",
		Registration: "open", TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8::/32")},
		TimeZone: "Asia/Shanghai", TimestampWindow: 5 * time.Minute, DrainTimeout: 10 * time.Second,
		LogLevel: "debug", LogFormat: "text", Config: file,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got, err := parseServe(t, nil, "--config", file, "--demo=false"); err != nil || got.Demo {
		t.Errorf("--demo=false over demo: yes: demo %v, %v", got.Demo, err)
	}
	if _, err := parseServe(t, nil, "--config", writeFile(t, "empty.yaml", "# nothing\n")); err != nil {
		t.Errorf("empty file: %v", err)
	}
}

func TestConfigFileErrors(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"listen: a:1\nlisen: b:1\n", []string{":2: ", `unknown key "lisen"`, "listen, log-format"}},
		{"config: other.yaml\n", []string{":1: ", `unknown key "config"`}},
		{"listen: a:1\n\nlisten: b:1\n", []string{":3: ", "listen"}},
		{"listen: a:1\n---\nlisten: b:1\n", []string{":3: ", "listen is set twice"}},
		{"listen: [a, b]\n", []string{":1: ", "listen takes one value"}},
		{"- listen\n", []string{":1: ", "listen: 127.0.0.1:8080"}},
		{"listen\n", []string{":1: ", "listen: 127.0.0.1:8080"}},
		{"listen: {a\n", []string{":1: "}},
		{"\ntimestamp-window: 300\n", []string{"--timestamp-window: ", ":2: ", `"300"`}},
		{"sandbox: perhaps\n", []string{"--sandbox: ", ":1: ", "perhaps"}},
		{"log-format: xml\n", []string{"--log-format: ", ":1: ", "text, json"}},
	} {
		t.Run(tt.text, func(t *testing.T) {
			file := writeFile(t, "tongwan.yaml", tt.text)
			_, err := parseServe(t, nil, "--config", file)
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range append(tt.want, file) {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("no %q in: %v", want, err)
				}
			}
		})
	}
}

func TestConfigFileThatIsNotThere(t *testing.T) {
	tongwan(t, "serve", "--config", "/none/tongwan.yaml").wantError(t, statusUsage, "--config", "/none/tongwan.yaml", "no such file")
}

func TestBadEnvironmentNamesTheVariable(t *testing.T) {
	for name, value := range map[string]string{"TONGWAN_DRAIN_TIMEOUT": "10", "TONGWAN_DEMO": "perhaps", "TONGWAN_LOG_LEVEL": "loud"} {
		invocation{args: []string{"serve"}, env: map[string]string{name: value}}.run(t).
			wantError(t, statusUsage, "$"+name, value)
	}
}

func TestBadVariableOfAnotherCommandIsNoMatter(t *testing.T) {
	got := invocation{args: []string{"version"}, env: map[string]string{"TONGWAN_DRAIN_TIMEOUT": "10"}}.run(t)
	if got.status != 0 {
		t.Errorf("status %d: %s", got.status, got.stderr)
	}
}
