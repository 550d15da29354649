package platform

import "context"

// Friend is what one player sees of a friend who plays the same app.
type Friend struct {
	UIN      int64
	OpenID   string
	Nickname string
	Remark   string // the name the player gave them; empty: none
	Gender   Gender
	Avatar   string
}

// Shown returns the name the player sees: the remark if there is one
// (mobile-qq.md 2.3.2.3).
func (f Friend) Shown() string {
	if f.Remark != "" {
		return f.Remark
	}
	return f.Nickname
}

// FriendStore reads friendships.
type FriendStore interface {
	// Friends returns the friends of an account who play an app, ordered by
	// their uin.
	Friends(ctx context.Context, uin, appid int64) ([]Friend, error)
	// AreFriends reports whether two accounts are friends.
	AreFriends(ctx context.Context, uin, friend int64) (bool, error)
}

// Friends returns the caller's friends who play the app; withSelf puts the
// caller in front (mobile-qq.md 2.3.2, flag 2).
func (p *Platform) Friends(ctx context.Context, app *App, openid, token string, withSelf bool) ([]Friend, error) {
	caller, err := p.login(ctx, app, openid, token)
	if err != nil {
		return nil, err
	}
	friends, err := p.store.Friends(ctx, caller.UIN, app.ID)
	if err != nil || !withSelf {
		return friends, err
	}
	self, err := p.store.Account(ctx, caller.UIN)
	if err != nil {
		return nil, err
	}
	me := Friend{UIN: caller.UIN, OpenID: openid, Nickname: self.Nickname, Gender: self.Gender, Avatar: self.Avatar}
	return append([]Friend{me}, friends...), nil
}
