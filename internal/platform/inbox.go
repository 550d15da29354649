package platform

import (
	"context"
	"time"
)

// InboxStore reads shared messages for those who got them.
type InboxStore interface {
	// Inbox returns at most limit messages that a player received, the newest
	// first, all older than the one whose id is before; "" is no bound, and
	// nothing is older than what they did not receive.
	Inbox(ctx context.Context, uin, appid int64, before string, limit int) ([]Message, error)
	// Unread counts an account's unread messages by appid; apps without any
	// are left out.
	Unread(ctx context.Context, uin int64) (map[int64]int, error)
	// MarkRead marks unread messages of a player as read at a time, those
	// with ids or, without any, all, and returns how many there were.
	MarkRead(ctx context.Context, uin, appid int64, ids []string, at time.Time) (int, error)
}

// Letter is a message with the one who sent it.
type Letter struct {
	Message
	Sender Friend // OpenID is empty if the sender no longer plays the app
}

// Inbox lists what was shared with a player: see [InboxStore].
func (p *Platform) Inbox(ctx context.Context, app *App, uin int64, before string, limit int) ([]Letter, error) {
	list, err := p.store.Inbox(ctx, uin, app.ID, before, limit)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	friends, err := p.friendsByUIN(ctx, app, uin)
	if err != nil {
		return nil, err
	}
	letters := make([]Letter, len(list))
	for i, m := range list {
		sender, ok := friends[m.From]
		if !ok {
			if sender, err = p.stranger(ctx, app, m.From); err != nil {
				return nil, err
			}
		}
		letters[i] = Letter{m, sender}
	}
	return letters, nil
}

// Unread counts an account's unread messages by appid.
func (p *Platform) Unread(ctx context.Context, uin int64) (map[int64]int, error) {
	return p.store.Unread(ctx, uin)
}

// MarkRead marks messages as read, all or those with ids.
func (p *Platform) MarkRead(ctx context.Context, app *App, uin int64, ids []string) (int, error) {
	return p.store.MarkRead(ctx, uin, app.ID, ids, p.Now(app.World))
}

// friendsByUIN returns what a player sees of friends who play the app.
func (p *Platform) friendsByUIN(ctx context.Context, app *App, uin int64) (map[int64]Friend, error) {
	list, err := p.store.Friends(ctx, uin, app.ID)
	if err != nil {
		return nil, err
	}
	friends := make(map[int64]Friend, len(list))
	for _, f := range list {
		friends[f.UIN] = f
	}
	return friends, nil
}

// stranger is what anybody sees of an account in an app. OpenID is empty if
// it does not play the app.
func (p *Platform) stranger(ctx context.Context, app *App, uin int64) (Friend, error) {
	a, err := p.store.Account(ctx, uin)
	if ReasonOf(err) == NotFound {
		return Friend{UIN: uin}, nil
	}
	if err != nil {
		return Friend{}, err
	}
	player, err := p.store.PlayerOf(ctx, uin, app.ID)
	if err != nil && ReasonOf(err) != NotFound {
		return Friend{}, err
	}
	return Friend{UIN: uin, OpenID: player.OpenID, Nickname: a.Nickname, Gender: a.Gender, Avatar: a.Avatar}, nil
}
