package bench

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"tongwan/internal/worldgen"
	"tongwan/msdk"
)

func testWorld() worldgen.Options {
	return worldgen.Options{World: "bench", AppID: 100703379, Accounts: 200, Friends: 10, Seed: 3, ShareQuota: 1000}
}

// Every request must be what net/http reads, signed, by a player of the world
// and of the body that the yardstick decodes.
func TestRequests(t *testing.T) {
	w := testWorld()
	tokens := make(map[string]string)
	for i := range w.Accounts {
		tokens[worldgen.OpenID(w.Seed, worldgen.UIN(i))] = worldgen.Token(w.Seed, worldgen.UIN(i))
	}
	for _, s := range Scenarios() {
		rs, err := makeRequests(s, w, 300, 77, time.Now().Unix())
		if err != nil {
			t.Fatal(err)
		}
		who := make(map[string]bool)
		for i := range rs.count() {
			req, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(rs.at(i))))
			if err != nil {
				t.Fatalf("%s: %v\n%s", s.Name, err, rs.at(i))
			}
			q := req.URL.Query()
			if req.URL.Path != s.Path || req.Header.Get(sizeHeader) != "77" ||
				q.Get("sig") != msdk.Sign(worldgen.AppKey(w.Seed), q.Get("timestamp")) || q.Get("encode") != "1" || q.Get("appid") != "100703379" {
				t.Fatalf("%s: %s", s.Name, rs.at(i))
			}
			body, err := io.ReadAll(req.Body)
			if err != nil || s.decode(body) != nil {
				t.Fatalf("%s: body %s, %v, %v", s.Name, body, err, s.decode(body))
			}
			openid := q.Get("openid")
			if token := tokens[openid]; token == "" || !strings.Contains(string(body), openid) || !strings.Contains(string(body), token) {
				t.Fatalf("%s: body %s is not for %s with token %q", s.Name, body, openid, token)
			}
			who[openid] = true
		}
		if len(who) < w.Accounts/2 {
			t.Errorf("%s: %d requests of only %d players", s.Name, rs.count(), len(who))
		}
	}
}

func TestMessagesGoToFriends(t *testing.T) {
	w := testWorld()
	share, _, err := Select([]string{"share_qq"})
	if err != nil {
		t.Fatal(err)
	}
	rs, err := makeRequests(share[0], w, 100, 0, time.Now().Unix())
	if err != nil {
		t.Fatal(err)
	}
	index := make(map[string]int)
	for i := range w.Accounts {
		index[worldgen.OpenID(w.Seed, worldgen.UIN(i))] = i
	}
	for i := range rs.count() {
		_, body, _ := bytes.Cut(rs.at(i), []byte("\r\n\r\n"))
		var req msdk.ShareQQRequest
		if err := json.Unmarshal(body, &req); err != nil {
			t.Fatal(err)
		}
		friend := false
		for k := range w.Friends {
			friend = friend || w.Friend(index[req.OpenID], k) == index[req.FOpenIDs[0].OpenID]
		}
		if !friend {
			t.Fatalf("%s is no friend of %s", req.FOpenIDs[0].OpenID, req.OpenID)
		}
		size := len(req.Title + req.Summary + req.ImageURL + req.TargetURL + req.PreviewText + req.GameTag)
		if len(req.Title) > msdk.ShareMaxTitle || len(req.Summary) > msdk.ShareMaxSummary || size > msdk.ShareMaxBody {
			t.Fatalf("the message is too long: %s", body)
		}
	}
}

func TestSelect(t *testing.T) {
	got, parts, err := Select([]string{"reset", "qqprofile", "verify_login"})
	if err != nil || len(got) != 2 || got[0].Name != "verify_login" || got[1].Name != "qqprofile" || !slices.Equal(parts, []Part{PartReset}) {
		t.Errorf("selected %v, %v, error %v", got, parts, err)
	}
	if got, parts, err := Select(nil); err != nil || len(got) != 6 || len(parts) != 3 {
		t.Errorf("all are %d and %d, error %v", len(got), len(parts), err)
	}
	if _, _, err := Select([]string{"qqprofil"}); err == nil || !strings.Contains(err.Error(), "verify_login, qqprofile") || !strings.Contains(err.Error(), "create_drop") {
		t.Errorf("error is %v", err)
	}
}
