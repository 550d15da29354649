package gamecenter

import (
	"context"
	"net/http"
	"strconv"

	"github.com/go-json-experiment/json"

	"tongwan/internal/platform"
)

// Me is the player that a token stands for. An app learns nothing of the
// account's other games.
type Me struct {
	AppID        int64  `json:"appid"`
	Game         string `json:"game"`
	OpenID       string `json:"openid"`
	Nickname     string `json:"nickname"`
	Picture      string `json:"picture"`
	FollowsGames bool   `json:"follows_games"` // follows the games account, so can be sent messages
	Unread       int    `json:"unread"`
}

func (c *center) getMe(_ http.ResponseWriter, r *http.Request, v viewer) (any, error) {
	account, err := c.platform.Account(r.Context(), v.player.UIN)
	if err != nil {
		return nil, err
	}
	unread, err := c.platform.Unread(r.Context(), v.player.UIN)
	if err != nil {
		return nil, err
	}
	picture := v.person(platform.Friend{UIN: v.player.UIN}).Picture
	return Me{v.app.ID, appName(v.app), v.player.OpenID, account.Nickname, picture, account.FollowsGames, unread[v.app.ID]}, nil
}

func (c *center) getRanking(_ http.ResponseWriter, r *http.Request, v viewer) (any, error) {
	return c.ranking(r.Context(), v, r.URL.Query())
}

func (c *center) getInbox(_ http.ResponseWriter, r *http.Request, v viewer) (any, error) {
	q := r.URL.Query()
	limit := pageOfLetters
	if text := q.Get("limit"); text != "" {
		var err error
		if limit, err = strconv.Atoi(text); err != nil || limit < 1 || limit > mostLetters {
			return nil, platform.Refuse(platform.Invalid, "limit must be 1 to %d, got %q", mostLetters, text)
		}
	}
	return c.inbox(r.Context(), v, q.Get("before"), limit)
}

// readRequest says which messages were read.
type readRequest struct {
	IDs []string `json:"ids"`
	All bool     `json:"all"`
}

// readAnswer tells how many messages were unread until now.
type readAnswer struct {
	Read int `json:"read"`
}

func (c *center) postRead(w http.ResponseWriter, r *http.Request, v viewer) (any, error) {
	var body readRequest
	if err := decode(w, r, &body); err != nil {
		return nil, err
	}
	if body.All == (len(body.IDs) > 0) {
		return nil, platform.Refuse(platform.Invalid, `the body is {"ids":["…"]} with the messages that were read, or {"all":true}`)
	}
	n, err := c.platform.MarkRead(r.Context(), v.app, v.player.UIN, body.IDs)
	return readAnswer{n}, err
}

func (c *center) getData(_ http.ResponseWriter, r *http.Request, v viewer) (any, error) {
	return c.data(r.Context(), v)
}

// getEvents sends the answer of getData as event "data" each time that it
// changes.
func (c *center) getEvents(w http.ResponseWriter, r *http.Request, v viewer) (any, error) {
	err := c.stream(w, r, v.player.UIN, feed{
		name: "data",
		read: func(ctx context.Context) (Data, error) {
			v, err := c.bearer(r.WithContext(ctx)) // it may have been revoked
			if err != nil {
				return Data{}, err
			}
			return c.data(ctx, v)
		},
		render: func(d Data) ([]byte, error) { return json.Marshal(d) },
	})
	return nil, err
}
