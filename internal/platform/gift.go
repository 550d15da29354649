package platform

import "context"

// Gift is a pack waiting for a player (mobile-qq.md 2.4.3).
type Gift struct {
	ID    string
	Count int
}

// GiftStore keeps gifts.
type GiftStore interface {
	// TakeGifts removes and returns all gifts of a player in one atomic step:
	// of concurrent callers one gets them, the others get none.
	TakeGifts(ctx context.Context, uin, appid int64) ([]Gift, error)
}

// TakeGifts hands out what waits for a player, once. It takes no token.
func (p *Platform) TakeGifts(ctx context.Context, app *App, openid string) ([]Gift, error) {
	pl, err := p.player(ctx, app, openid)
	if err != nil {
		return nil, err
	}
	return p.store.TakeGifts(ctx, pl.UIN, app.ID)
}

// Wifi reports whether a player may use the portable wifi. It takes no token
// (mobile-qq.md 2.4.4).
func (p *Platform) Wifi(ctx context.Context, app *App, openid string) (bool, error) {
	pl, err := p.player(ctx, app, openid)
	return pl.Wifi, err
}
