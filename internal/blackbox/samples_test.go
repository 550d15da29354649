package blackbox

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"tongwan/msdk"
)

// sample is a request of mobile-qq.md and the answer to it: the document's,
// with our picture hosts, and where the document disagrees with itself ours.
// "{base}" stands for the server's address, "{any}" for any text.
type sample struct {
	Section     string          `json:"section"`
	Path        string          `json:"path"`
	AppID       int64           `json:"appid"`
	OpenID      string          `json:"openid"`
	MSDKExtInfo string          `json:"msdkExtInfo"`
	Body        json.RawMessage `json:"body"`
	Answer      any             `json:"answer"`
}

func readSamples(t *testing.T) map[string]sample {
	t.Helper()
	files, err := filepath.Glob("testdata/samples/*.json")
	if err != nil || len(files) != len(msdk.Paths()) {
		t.Fatalf("%d samples, %v; want one of each interface", len(files), err)
	}
	samples := make(map[string]sample)
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var s sample
		if err := json.Unmarshal(data, &s); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		samples[strings.TrimSuffix(filepath.Base(f), ".json")] = s
	}
	return samples
}

// send signs and sends a sample's body, or another one in its place.
func (s sample) send(t *testing.T, srv *server, body []byte) (raw msdk.Raw, answer any) {
	t.Helper()
	opts := []msdk.Option{msdk.WithTimeout(patience)}
	if s.MSDKExtInfo != "" {
		opts = append(opts, msdk.WithExtInfo(s.MSDKExtInfo))
	}
	raw, err := srv.client(demoApps[s.AppID], opts...).Call(t.Context(), s.Path, s.OpenID, body)
	if err != nil {
		t.Fatalf("%s with %.200s: %v", s.Path, body, err)
	}
	if err := json.Unmarshal(raw.Body, &answer); err != nil {
		t.Fatalf("%s answers %s: %v", s.Path, raw.Body, err)
	}
	return raw, answer
}

// Each sample of the document, signed, gives the documented answer.
func TestSamples(t *testing.T) {
	srv := start(t, "--demo")
	samples := readSamples(t)
	names := make([]string, 0, len(samples))
	for name := range samples {
		names = append(names, name)
	}
	sort.Strings(names) // unbind_group comes after the group was looked at
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			s := samples[name]
			_, got := s.send(t, srv, s.Body)
			for _, d := range differences("answer", s.Answer, got, srv.API) {
				t.Error(d)
			}
		})
	}
}

// differences compares an answer with a sample's: the same keys, types and
// values.
func differences(at string, want, got any, base string) []string {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return []string{fmt.Sprintf("%s is %v, want an object", at, got)}
		}
		var list []string
		for k := range w {
			if _, ok := g[k]; !ok {
				list = append(list, fmt.Sprintf("%s lacks %s", at, k))
				continue
			}
			list = append(list, differences(at+"."+k, w[k], g[k], base)...)
		}
		for k := range g {
			if _, ok := w[k]; !ok {
				list = append(list, fmt.Sprintf("%s has %s, which the document does not", at, k))
			}
		}
		return list
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return []string{fmt.Sprintf("%s is %v, want %v", at, got, want)}
		}
		var list []string
		for i := range w {
			list = append(list, differences(fmt.Sprintf("%s[%d]", at, i), w[i], g[i], base)...)
		}
		return list
	case string:
		g, ok := got.(string)
		if ok && (g == strings.ReplaceAll(w, "{base}", base) || w == "{any}" && g != "") {
			return nil
		}
	default:
		if want == got {
			return nil
		}
	}
	return []string{fmt.Sprintf("%s is %#v, want %#v", at, got, want)}
}
