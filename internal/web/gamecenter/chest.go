package gamecenter

import (
	"context"
	"time"

	"tongwan/internal/platform"
)

// Chest is a chest as somebody who opens its link sees it.
type Chest struct {
	BoxID     string    `json:"boxid"`
	AppID     int64     `json:"appid"`
	Game      string    `json:"game"`
	ActID     int64     `json:"actid"`
	Activity  string    `json:"activity,omitempty"`
	Items     int       `json:"num"`
	People    int       `json:"peoplenum"`
	Left      int       `json:"left"` // people who can still take
	LeftItems int       `json:"left_num"`
	Created   time.Time `json:"created"`
	Maker     Person    `json:"maker"`
	Mine      int       `json:"mine"`  // items that the one who looks got, 0: none yet
	Takes     []Take    `json:"takes"` // in the order that they came

	plays bool // the one who looks plays the game, so may take
}

// Take is what somebody got.
type Take struct {
	Items int       `json:"num"`
	At    time.Time `json:"at"`
	Most  bool      `json:"most"` // nobody got more; known when the chest is empty
	Person

	When moment `json:"-"`
}

// chest reads a chest of the account's world.
func (c *center) chest(ctx context.Context, a platform.Account, base, boxid string) (Chest, error) {
	o, err := c.platform.LookIntoChest(ctx, a, boxid)
	if err != nil {
		return Chest{}, err
	}
	app, err := c.platform.App(ctx, o.AppID)
	if err != nil {
		return Chest{}, err
	}
	player, err := c.playerOf(ctx, a.UIN, app.ID)
	if err != nil {
		return Chest{}, err
	}
	v := viewer{app: app, player: player, base: base}
	view := Chest{
		BoxID: o.ID, AppID: app.ID, Game: appName(app), ActID: o.ActID, Activity: activityName(app, o.ActID),
		Items: o.Items, People: o.People, Left: o.Left, LeftItems: o.Items, Created: c.in(o.Created), Maker: v.person(o.Maker), Mine: o.Mine,
		plays: player.OpenID != "",
	}
	most, now := 0, c.platform.Now(a.World)
	for _, t := range o.Takes {
		most = max(most, t.Items)
		view.LeftItems -= t.Items
	}
	for _, t := range o.Takes {
		view.Takes = append(view.Takes, Take{t.Items, c.in(t.At), o.Left == 0 && t.Items == most, v.person(t.Friend), c.moment(t.At, now)})
	}
	return view, nil
}

func activityName(app *platform.App, id int64) string {
	for _, a := range app.Activities {
		if a.ID == id {
			return a.Name
		}
	}
	return ""
}
