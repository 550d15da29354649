package blackbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"tongwan/msdk"
)

// scenario is a file of testdata/scenarios: steps against a fresh world of
// testdata/world.yaml. Adding one needs no Go.
type scenario struct {
	About string
	World map[string]any // applied over the fixture, if there is one
	Steps []step
}

// step is one call and what its answer must hold. Of an object in want only
// the keys named are compared; "{any}" is any text but none, "{absent}" a key
// that must not be there, and an array is compared whole.
type step struct {
	Call    string            // path of an interface
	App     int64             // default 70001
	OpenID  string            // of the URL; default that of the body
	Token   string            // put into the body as accessToken
	URL     map[string]string // parameters set instead of the signed ones; "{absent}" leaves one out
	Header  map[string]string
	Body    any    // an object, or a text sent as it is
	Method  string // default POST
	Control string // METHOD PATH of the control API, with Body
	Status  int    // of HTTP; default 200
	Repeat  int    // how often; default once
	Want    any
}

var scenarioApps = map[int64]msdk.App{
	70001: {ID: 70001, Key: "key-of-the-first-app", MSDKKey: "second-key"},
	70002: {ID: 70002, Key: "key-of-the-second-app"},
}

func TestScenarios(t *testing.T) {
	srv := start(t, "--sandbox", "--db", "memory")
	files, err := filepath.Glob("testdata/scenarios/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	fixture, err := os.ReadFile("testdata/world.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var sc scenario
			if err := yaml.UnmarshalWithOptions(data, &sc, yaml.Strict()); err != nil {
				t.Fatal(err)
			}
			srv.mustManage(t, "PUT", "/control/worlds/scenario", string(fixture))
			t.Cleanup(func() { srv.mustManage(t, "DELETE", "/control/worlds/scenario", "") })
			if sc.World != nil {
				srv.mustManage(t, "PUT", "/control/worlds/scenario", jsonText(t, sc.World))
			}
			for i, st := range sc.Steps {
				for range max(1, st.Repeat) {
					st.run(t, srv, fmt.Sprintf("step %d: %s%s", i+1, st.Control, st.Call))
				}
			}
		})
	}
}

func (st step) run(t *testing.T, srv *server, name string) {
	t.Helper()
	var got any
	body := st.bodyText(t)
	if st.Control != "" {
		method, path, _ := strings.Cut(st.Control, " ")
		status, answer := srv.manage(t, method, path, body)
		if want := max(st.Status, http.StatusOK); status != want && !(st.Status == 0 && status == http.StatusNoContent) {
			t.Errorf("%s: status %d, want %d: %s", name, status, want, answer)
		}
		if len(answer) > 0 {
			decodeAnswer(t, name, answer, &got)
		}
	} else {
		answer := st.post(t, srv, body)
		decodeAnswer(t, name, answer, &got)
	}
	for _, d := range lacking(name, st.normalised(t), got) {
		t.Error(d)
	}
}

func decodeAnswer(t *testing.T, name string, answer []byte, into *any) {
	t.Helper()
	if err := json.Unmarshal(answer, into); err != nil {
		t.Fatalf("%s answers %s: %v", name, answer, err)
	}
}

// bodyText is the body to send.
func (st step) bodyText(t *testing.T) string {
	t.Helper()
	switch b := st.Body.(type) {
	case nil:
		if st.Token == "" {
			return ""
		}
		return jsonText(t, map[string]any{"accessToken": st.Token})
	case string:
		return b
	case map[string]any:
		if st.Token != "" {
			b = maps.Clone(b)
			b["accessToken"] = st.Token
		}
		return jsonText(t, b)
	default:
		return jsonText(t, b)
	}
}

// post signs and sends the call by hand, so that a scenario can bend every
// part of it.
func (st step) post(t *testing.T, srv *server, body string) []byte {
	t.Helper()
	app := scenarioApps[max(st.App, 70001)]
	openid := st.OpenID
	if b, ok := st.Body.(map[string]any); ok && openid == "" {
		openid, _ = b["openid"].(string)
	}
	if openid == "" {
		openid = "ALICE"
	}
	const timestamp = "1795406400"
	params := map[string]string{"timestamp": timestamp, "appid": fmt.Sprint(app.ID), "sig": msdk.Sign(app.Key, timestamp), "openid": openid, "encode": "1"}
	maps.Copy(params, st.URL)
	var query []string
	for _, k := range slices.Sorted(maps.Keys(params)) {
		if params[k] != "{absent}" {
			query = append(query, k+"="+params[k])
		}
	}
	method := st.Method
	if method == "" {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(t.Context(), method, srv.API, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.URL.Path = st.Call // as written: nothing cleans its slashes
	req.URL.RawQuery = strings.Join(query, "&")
	for k, v := range st.Header {
		req.Header.Set(k, v)
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if want := max(st.Status, http.StatusOK); resp.StatusCode != want {
		t.Errorf("%s: status %d, want %d: it is 200 unless a fault says otherwise", st.Call, resp.StatusCode, want)
	}
	var answer json.RawMessage
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

// normalised is want with JSON's types instead of YAML's.
func (st step) normalised(t *testing.T) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(jsonText(t, st.Want)), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func jsonText(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// lacking lists where an answer is not what a step wants.
func lacking(at string, want, got any) []string {
	switch w := want.(type) {
	case nil:
		return nil
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return []string{fmt.Sprintf("%s: %v is no object", at, got)}
		}
		var list []string
		for k, v := range w {
			have, there := g[k]
			switch {
			case v == "{absent}" && there:
				list = append(list, fmt.Sprintf("%s.%s is there: %v", at, k, have))
			case v != "{absent}" && !there:
				list = append(list, fmt.Sprintf("%s.%s is missing in %v", at, k, got))
			case there:
				list = append(list, lacking(at+"."+k, v, have)...)
			}
		}
		return list
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return []string{fmt.Sprintf("%s: %v, want %v", at, got, want)}
		}
		var list []string
		for i := range w {
			list = append(list, lacking(fmt.Sprintf("%s[%d]", at, i), w[i], g[i])...)
		}
		return list
	case string:
		g, ok := got.(string)
		if prefix, cut := strings.CutSuffix(w, "{any}"); cut && ok && strings.HasPrefix(g, prefix) && len(g) > len(prefix) {
			return nil
		}
	}
	if want != got {
		return []string{fmt.Sprintf("%s: %#v, want %#v", at, got, want)}
	}
	return nil
}
