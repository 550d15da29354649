package tongwantest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tongwan/msdk"
	"tongwan/tongwantest"
)

// game is a game server, much reduced: players sign in and report results.
type game struct{ qq *msdk.Client }

func newGame(platform string, app msdk.App) *game {
	return &game{msdk.New(platform, app, msdk.WithTimeout(2*time.Second))}
}

func (g *game) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in struct{ OpenID, Token, Points string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var err error
	switch r.URL.Path {
	case "/login":
		_, err = g.qq.VerifyLogin(r.Context(), msdk.VerifyLoginRequest{OpenID: in.OpenID, OpenKey: in.Token})
	case "/result":
		_, err = g.qq.ScoreBatch(r.Context(), msdk.ScoreBatchRequest{OpenID: in.OpenID, AccessToken: in.Token,
			Param: []msdk.ScoreEntry{{Type: msdk.ScorePoints, Data: in.Points}}})
	default:
		http.NotFound(w, r)
		return
	}
	w.WriteHeader(statusOf(err))
}

// statusOf tells the game's own clients what became of a call.
func statusOf(err error) int {
	refusal, refused := err.(*msdk.Error)
	switch {
	case err == nil:
		return http.StatusOK
	case refused && refusal.Reauthorise():
		return http.StatusUnauthorized
	case refused && !refusal.Retryable():
		return http.StatusBadRequest
	}
	return http.StatusServiceUnavailable // try again
}

// startGame starts the game with a platform of its own.
func startGame(t *testing.T) (*tongwantest.Server, func(path, body string) int) {
	t.Helper()
	s := tongwantest.New(t)
	g := httptest.NewServer(newGame(s.URL, s.App()))
	t.Cleanup(g.Close)
	return s, func(path, body string) int {
		t.Helper()
		resp, err := http.Post(g.URL+path, "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
}

func TestGameLogin(t *testing.T) {
	t.Parallel()
	s, post := startGame(t)
	s.FailOnRefusals()
	alice := s.Player("alice")
	if got := post("/login", `{"openid":"`+alice.OpenID+`","token":"`+alice.Token+`"}`); got != http.StatusOK {
		t.Errorf("login: %d", got)
	}
}

func TestGameResultReachesGameCenter(t *testing.T) {
	t.Parallel()
	s, post := startGame(t)
	s.FailOnRefusals()
	s.Clock().Freeze(time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC))
	alice, bob := s.Player("alice"), s.Player("bob")
	s.Befriend(alice, bob)
	post("/result", `{"openid":"`+alice.OpenID+`","token":"`+alice.Token+`","points":"900"}`)
	post("/result", `{"openid":"`+bob.OpenID+`","token":"`+bob.Token+`","points":"1200"}`)
	if got := alice.State(); got.Score(msdk.ScorePoints) != "900" || got.Computed(msdk.ScoreWeekRank) != "2" {
		t.Errorf("alice's scores: %+v", got.Scores)
	}
}

func TestGameSendsPlayersToSignIn(t *testing.T) {
	t.Parallel()
	s, post := startGame(t)
	alice := s.Player("alice", tongwantest.TokenLife(time.Hour))
	login := `{"openid":"` + alice.OpenID + `","token":"` + alice.Token + `"}`

	s.Clock().Advance(time.Hour)
	if got := post("/login", login); got != http.StatusUnauthorized {
		t.Errorf("with an expired token: %d", got)
	}
}

func TestGameSurvivesPlatform(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]tongwantest.Fault{
		"says it is busy":   {Answer: msdk.Answer{Ret: msdk.RetInternal, Msg: "busy", ErrType: msdk.ErrTypeRetry}},
		"breaks off":        {Truncate: 10},
		"hangs up":          {Close: true},
		"answers with HTML": {Status: http.StatusBadGateway},
		"takes too long":    {Hang: 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, post := startGame(t)
			alice := s.Player("alice")
			fault.Path, fault.Times = msdk.PathVerifyLogin, 1
			ordered := s.Fault(fault)
			login := `{"openid":"` + alice.OpenID + `","token":"` + alice.Token + `"}`

			if got := post("/login", login); got != http.StatusServiceUnavailable {
				t.Errorf("while it does: %d", got)
			}
			if got := post("/login", login); got != http.StatusOK {
				t.Errorf("afterwards: %d", got)
			}
			if ordered.Hits() != 1 {
				t.Errorf("the platform did it %d times", ordered.Hits())
			}
		})
	}
}
