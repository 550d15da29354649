package blackbox

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"tongwan/msdk"
)

const (
	meng       = "A3284A812ECA15269F85AE1C2D94EB37" // of the demo world, who calls HANTE 张鸿
	mengToken  = "933FE8C9AB9C585D7EABD04373B7155F"
	hante      = "69FF99F3B17436F2F6621FA158B30549"
	hanteToken = "FCCDE5C8CDAD70A9A0E229C367E03178"
)

// see makes a call of the Game Center's JSON API.
func (s *server) see(t *testing.T, path, token string) *http.Response {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, "GET", s.API+"/gamecenter/api/"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	return resp
}

// What a game server does by its signed calls, players see: in rankings and
// in their inbox.
func TestGameCenterShowsCalls(t *testing.T) {
	t.Parallel()
	srv := start(t, "--demo")
	c := srv.client(demoApps[100703379])
	for openid, score := range map[string]string{meng + " " + mengToken: "1000000", hante + " " + hanteToken: "2000000"} {
		who, token, _ := strings.Cut(openid, " ")
		if _, err := c.ScoreBatch(t.Context(), msdk.ScoreBatchRequest{OpenID: who, AccessToken: token, Param: []msdk.ScoreEntry{{Type: msdk.ScorePoints, Data: score}}}); err != nil {
			t.Fatal(err)
		}
	}
	var ranking struct {
		Rows []struct {
			Rank  int    `json:"rank"`
			Score int64  `json:"score"`
			Name  string `json:"name"`
		} `json:"rows"`
	}
	if err := json.NewDecoder(srv.see(t, "ranking", mengToken).Body).Decode(&ranking); err != nil {
		t.Fatal(err)
	}
	if rows := ranking.Rows; len(rows) < 2 || rows[0].Name != "张鸿" || rows[0].Score != 2_000_000 || rows[1].Rank != 2 || rows[1].Score != 1_000_000 {
		t.Errorf("the ranking is %+v", ranking)
	}

	share := msdk.ShareQQRequest{OpenID: hante, AccessToken: hanteToken, FOpenIDs: []msdk.ShareReceiver{{OpenID: meng}}, Title: "追上我", Act: msdk.ShareActApp}
	if _, err := c.ShareQQ(t.Context(), share); err != nil {
		t.Fatal(err)
	}
	var box struct {
		Unread  int `json:"unread"`
		Letters []struct {
			Title string `json:"title"`
			From  struct {
				Name string `json:"name"`
			} `json:"from"`
			Link struct {
				URL string `json:"url"`
			} `json:"link"`
		} `json:"letters"`
	}
	if err := json.NewDecoder(srv.see(t, "inbox", mengToken).Body).Decode(&box); err != nil {
		t.Fatal(err)
	}
	if box.Unread == 0 || len(box.Letters) == 0 || box.Letters[0].Title != "追上我" || box.Letters[0].From.Name != "张鸿" || box.Letters[0].Link.URL != "tencent100703379://" {
		t.Errorf("the inbox is %+v", box)
	}
}

// Live data outlast the time that the server gives other requests, and do
// not hold up its end.
func TestGameCenterIsLive(t *testing.T) {
	t.Parallel()
	const (
		longerThanOthers = 3 * time.Second // they have 2.5 s to be read
		drainTimeout     = 10 * time.Second
	)
	srv := start(t, "--demo")
	c := srv.client(demoApps[100703379])
	began := time.Now()
	resp := srv.see(t, "data/events", mengToken)
	lines := bufio.NewScanner(resp.Body)
	for score := 5_000_001; time.Since(began) < longerThanOthers; score++ {
		data := strconv.Itoa(score)
		entry := msdk.ScoreEntry{Type: msdk.ScorePoints, Data: data}
		if _, err := c.ScoreBatch(t.Context(), msdk.ScoreBatchRequest{OpenID: meng, AccessToken: mengToken, Param: []msdk.ScoreEntry{entry}}); err != nil {
			t.Fatal(err)
		}
		for !strings.Contains(lines.Text(), `"type":3,"name_zh":"单局得分","name_en":"game result","data":"`+data+`"`) {
			if !lines.Scan() {
				t.Fatalf("the stream ends after %s, before report %d: %v", time.Since(began), score, lines.Err())
			}
		}
	}
	srv.end(t)
	for lines.Scan() {
	}
	if err := lines.Err(); err != nil {
		t.Errorf("the stream breaks off: %v", err)
	}
}
