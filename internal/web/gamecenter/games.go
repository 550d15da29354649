package gamecenter

import (
	"context"
	"net/http"

	"tongwan/internal/platform"
	"tongwan/internal/web"
)

// gamesPage shows all games that the account plays.
type gamesPage struct {
	Games   []gameCard
	Follows bool
}

type gameCard struct {
	game
	Place int // rank among friends this week; 0: none
	Of    int // people in that ranking
}

func (c *center) showGames(w http.ResponseWriter, r *web.Request) error {
	players, err := c.platform.PlayersOf(r.Context(), r.Visitor.UIN)
	if err != nil {
		return err
	}
	page := gamesPage{Follows: r.Visitor.FollowsGames}
	for _, player := range players {
		card, err := c.gameCard(r, player)
		if err != nil {
			return err
		}
		page.Games = append(page.Games, card)
	}
	return c.pages.Render(w, r, http.StatusOK, "games", page)
}

func (c *center) gameCard(r *web.Request, player platform.Player) (gameCard, error) {
	app, err := c.platform.App(r.Context(), player.AppID)
	if err != nil {
		return gameCard{}, err
	}
	v := viewer{app: app, player: player}
	g, err := c.game(r, v, "")
	if err != nil {
		return gameCard{}, err
	}
	card := gameCard{game: g}
	card.Place, card.Of, err = c.place(r.Context(), v)
	return card, err
}

// place returns the player's rank of this week on the first board.
func (c *center) place(ctx context.Context, v viewer) (place, of int, err error) {
	ranking, err := c.ranking(ctx, v, nil)
	if err != nil || ranking.Mine == nil {
		return 0, 0, err
	}
	return ranking.Mine.Rank, ranking.Total, nil
}

// follow makes the account follow the games account, or no longer.
func (c *center) follow(w http.ResponseWriter, r *web.Request) error {
	follows := r.PostForm.Get("follow") == "yes"
	if err := c.platform.Follow(r.Context(), r.Visitor.UIN, follows); err != nil {
		return err
	}
	if follows {
		r.Flash(w, "games.followed")
	} else {
		r.Flash(w, "games.unfollowed")
	}
	return r.See(w, Home)
}
