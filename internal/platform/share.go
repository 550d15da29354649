package platform

import (
	"context"
	"strings"
	"time"
)

// The limits of a shared message (mobile-qq.md 2.2.1, protocol.md 3).
const (
	MaxTitle       = 45  // bytes of title, and of summary
	MaxTargetURL   = 512 // bytes
	MaxMessageBody = 700 // bytes of all texts of a message together
)

// Message is something that a player shared with a friend.
type Message struct {
	ID        string // sorts by the time it was sent
	AppID     int64
	From, To  int64 // uins
	Sent      time.Time
	Title     string
	Summary   string
	ImageURL  string // kept, never fetched
	TargetURL string
	Preview   string
	GameTag   string
	Act       int // 0: opens TargetURL, 1: opens the app
	Src       int
	Read      time.Time // zero: not yet
}

// bytes returns the size that MaxMessageBody bounds.
func (m Message) bytes() int {
	return len(m.Title) + len(m.Summary) + len(m.ImageURL) + len(m.TargetURL) + len(m.Preview) + len(m.GameTag)
}

// check holds a message against the limits, in the protocol's order.
func (m Message) check(words []string) error {
	switch {
	case len(m.Title) > MaxTitle:
		return Refuse(TextTooLong, "title has %d bytes, at most %d are allowed", len(m.Title), MaxTitle)
	case len(m.Summary) > MaxTitle:
		return Refuse(TextTooLong, "summary has %d bytes, at most %d are allowed", len(m.Summary), MaxTitle)
	case len(m.TargetURL) > MaxTargetURL:
		return Refuse(TextTooLong, "target_url has %d bytes, at most %d are allowed", len(m.TargetURL), MaxTargetURL)
	case m.bytes() > MaxMessageBody:
		return Refuse(BodyTooLarge, "the message has %d bytes, at most %d are allowed", m.bytes(), MaxMessageBody)
	}
	for _, w := range words {
		if strings.Contains(m.Title, w) || strings.Contains(m.Summary, w) || strings.Contains(m.Preview, w) {
			return Refuse(ListedWord, "title, summary or previewText contains a listed word")
		}
	}
	return nil
}

// MessageStore keeps shared messages.
type MessageStore interface {
	// SendMessage adds a message unless the receiver already has quota
	// messages of its app sent in [dayStart, dayEnd): then it is refused with
	// [QuotaUsed]. Of concurrent senders no more than quota succeed.
	SendMessage(ctx context.Context, m Message, dayStart, dayEnd time.Time, quota int) error
}

// Share is what a player asks to share, and with whom.
type Share struct {
	Message          // its texts; the rest is filled in
	Receiver  string // openid of a friend
	RefererOf string // host that the request named as its Referer; empty: none
}

// Share sends a message to a friend of the caller (mobile-qq.md 2.2.1).
func (p *Platform) Share(ctx context.Context, app *App, openid, token string, s Share) error {
	caller, err := p.login(ctx, app, openid, token)
	if err != nil {
		return err
	}
	if !app.refererAllowed(s.RefererOf) {
		return Refuse(RefererRefused, "requests from pages of %s are not on the app's allowed_referers", brief(s.RefererOf))
	}
	if err := s.Message.check(app.Words); err != nil {
		return err
	}
	to, err := p.receiver(ctx, app, caller, s.Receiver)
	if err != nil {
		return err
	}
	m := s.Message
	m.AppID, m.From, m.To, m.Sent = app.ID, caller.UIN, to.UIN, p.Now(app.World)
	m.ID = p.orderedID(m.Sent)
	day := p.calendar.Day(m.Sent)
	return p.store.SendMessage(ctx, m, day, p.calendar.Next(PeriodDay, day), app.Settings.ShareQuota)
}

// receiver finds the account a message goes to: a friend who plays the app
// and follows the games account.
func (p *Platform) receiver(ctx context.Context, app *App, caller Player, openid string) (Account, error) {
	notFriend := Refuse(NotFriend, "receiver %s is not a friend of the sender in app %d", brief(openid), app.ID)
	to, err := p.store.Player(ctx, app.ID, openid)
	if ReasonOf(err) == NotFound {
		return Account{}, notFriend
	}
	if err != nil {
		return Account{}, err
	}
	friends, err := p.store.AreFriends(ctx, caller.UIN, to.UIN)
	if err != nil {
		return Account{}, err
	}
	if !friends {
		return Account{}, notFriend
	}
	account, err := p.store.Account(ctx, to.UIN)
	if err == nil && !account.FollowsGames {
		err = Refuse(NotFollowing, "receiver %s does not follow the games account", brief(openid))
	}
	return account, err
}

// refererAllowed reports whether pages of a host may share; no host passes.
func (a *App) refererAllowed(host string) bool {
	if host == "" || len(a.Settings.AllowedReferers) == 0 {
		return true
	}
	for _, allowed := range a.Settings.AllowedReferers {
		if strings.EqualFold(allowed, host) {
			return true
		}
	}
	return false
}
