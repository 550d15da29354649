package gamecenter

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"tongwan/internal/web"
	"tongwan/msdk"
)

// dataPage shows what a game reported of the player, at this moment. It shows
// more as reports arrive: see assets/data.js.
type dataPage struct {
	Game game
	Data
}

// Name returns what a type is called in a language; "" if it is the game's
// own.
func (v Value) Name(l web.Lang) string {
	if l == web.Chinese {
		return v.NameZH
	}
	return v.NameEN
}

// Key tells a value from the others of its scope.
func (v Value) Key() string {
	return fmt.Sprintf("%d/%s/%t", v.Type, v.Guild, v.Computed)
}

// Exact reports whether a value is shown as it is: a text, or a number that
// stands for something else.
func (v Value) Exact() bool {
	return v.Means.Known() || v.Meaning() != "" || v.NameEN == "" || isID(v.Type)
}

// isID reports the types whose data name something.
func isID(t int) bool {
	switch t {
	case msdk.ScoreMode, msdk.ScoreZone, msdk.ScoreServer, msdk.ScoreRole, msdk.ScoreRoleName, msdk.ScoreGuild,
		msdk.ScoreGuildName, msdk.ScoreGuildMemo, msdk.ScoreGuildGroup:
		return true
	}
	return false
}

// Device is the key of what the report came from, "" if it did not say.
func (v Value) Device() string { return pick(v.Platform, "data.android", "data.ios") }

// Anywhere reports whether a scope names nothing.
func (s Scope) Anywhere() bool { return s.Mode == "" && s.Zone == "" && s.Server == "" && s.Role == "" }

// Meaning says what a number of the table stands for, as the key of a text;
// "" if it speaks for itself.
func (v Value) Meaning() string {
	switch v.Type {
	case msdk.ScorePlatform:
		return pick(v.Data, "data.android", "data.ios")
	case msdk.ScoreGuildMove:
		return pick(v.Data, "data.joined", "data.left")
	case msdk.ScoreGuildPost:
		return pick(v.Data, "data.leader", "data.deputy", "data.member")
	}
	return ""
}

// pick returns the word that a number from 1 on stands for, "" if none does.
func pick(number string, words ...string) string {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(words) {
		return ""
	}
	return words[n-1]
}

func (c *center) showData(w http.ResponseWriter, r *web.Request, v viewer) error {
	data, err := c.data(r.Context(), v)
	if err != nil {
		return err
	}
	page := dataPage{Data: data}
	if page.Game, err = c.game(r, v, "data"); err != nil {
		return err
	}
	return c.pages.Render(w, r, http.StatusOK, "data", page)
}

// sendEvents sends the page's table each time that it changes.
func (c *center) sendEvents(w http.ResponseWriter, r *web.Request) error {
	v, err := c.viewerOf(r)
	if err != nil {
		return err
	}
	err = c.stream(w, r.Request, v.player.UIN, feed{
		name: "table",
		read: func(ctx context.Context) (Data, error) {
			if err := r.StillSignedIn(ctx); err != nil {
				return Data{}, err
			}
			return c.data(ctx, v)
		},
		render: func(d Data) ([]byte, error) {
			return c.pages.Part(r, "data", "table", dataPage{Data: d})
		},
	})
	if err == errTooMany {
		return &web.Problem{Status: http.StatusServiceUnavailable, Text: "data.toomany"}
	}
	return err
}

// viewerOf is player for a page whose request lasts.
func (c *center) viewerOf(r *web.Request) (viewer, error) {
	ctx, cancel := context.WithTimeout(r.Context(), web.Timeout)
	defer cancel()
	brief := *r
	brief.Request = r.WithContext(ctx)
	return c.player(&brief)
}
