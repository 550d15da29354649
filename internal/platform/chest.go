package platform

import (
	"context"
	"time"
)

// Chest is a number of items that a player offers to a number of people
// (mobile-qq.md 2.3.11).
type Chest struct {
	ID      string // boxid
	AppID   int64
	UIN     int64 // who made it
	ActID   int64
	Items   int // at least People
	People  int
	PF      string
	Created time.Time
	Takes   []Take // of those who opened it, in the order that they came
}

// The ranges of a chest (protocol.md 4).
const (
	MaxChestItems  = 10_000
	MaxChestPeople = 100
)

// ChestStore keeps chests.
type ChestStore interface {
	// AddChest adds a chest that nobody has opened.
	AddChest(ctx context.Context, c Chest) error
}

// GainChest makes a chest for an activity of the app and returns its boxid.
// Fewer items than people become as many as people.
func (p *Platform) GainChest(ctx context.Context, app *App, openid, token string, c Chest) (string, error) {
	caller, err := p.login(ctx, app, openid, token)
	if err != nil {
		return "", err
	}
	if !app.hasActivity(c.ActID) {
		return "", Refuse(NoActivity, "app %d has no activity %d", app.ID, c.ActID)
	}
	c.AppID, c.UIN, c.Created = app.ID, caller.UIN, p.Now(app.World)
	c.ID = p.orderedID(c.Created)
	c.Items = max(c.Items, c.People)
	return c.ID, p.store.AddChest(ctx, c)
}

func (a *App) hasActivity(id int64) bool {
	for _, act := range a.Activities {
		if act.ID == id {
			return true
		}
	}
	return false
}
