package platform

import (
	"context"
	"time"
)

// Data is what a player reported to an app, and what the platform worked out
// of it, at a time.
type Data struct {
	Now      time.Time
	Scores   []Score
	Computed []Computed
}

// Data returns a player's data. It reads far less than [Platform.Inspect]:
// pages that are open ask every second.
func (p *Platform) Data(ctx context.Context, app *App, uin int64) (Data, error) {
	scores, periods, err := p.store.Results(ctx, uin, app.ID)
	if err != nil {
		return Data{}, err
	}
	d := Data{Now: p.Now(app.World), Scores: scores}
	d.Computed, err = p.compute(ctx, app, uin, periods, d.Now)
	return d, err
}
