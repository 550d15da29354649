package world

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"errors"
	"slices"

	"tongwan/internal/platform"
)

// people are the rows that a document nests: a store has all accounts first,
// then all players, and so on.
type people struct {
	accounts rowSpool[platform.Account]
	players  rowSpool[platform.Player]
	sessions rowSpool[platform.Session]
	gifts    rowSpool[platform.Gifts]
}

func (p *people) close() error {
	return errors.Join(p.accounts.Close(), p.players.Close(), p.sessions.Close(), p.gifts.Close())
}

func (p *people) rewind() error {
	return errors.Join(p.accounts.rewind(), p.players.rewind(), p.sessions.rewind(), p.gifts.rewind())
}

// keep keeps a row for writePeople.
func (p *people) keep(row platform.Row) error {
	switch r := row.(type) {
	case platform.Account:
		return p.accounts.put(r)
	case platform.Player:
		return p.players.put(r)
	case platform.Session:
		return p.sessions.put(r)
	case platform.Gifts:
		return p.gifts.put(r)
	}
	return nil
}

// writePeople writes the accounts: it walks through all four kinds at the same
// pace.
func (x *exporter) writePeople() error {
	if err := x.people.rewind(); err != nil {
		return err
	}
	for x.accounts.more {
		a, err := x.nextAccount()
		if err != nil {
			return err
		}
		if err := x.w.item("accounts", a); err != nil {
			return err
		}
	}
	switch {
	case x.players.more:
		return errOrder("a player", playerKey{x.players.head.UIN, x.players.head.AppID})
	case x.sessions.more:
		return errOrder("sessions", playerKey{x.sessions.head.UIN, x.sessions.head.AppID})
	case x.gifts.more:
		return errOrder("gifts", playerKey{x.gifts.head.UIN, x.gifts.head.AppID})
	}
	return x.people.close()
}

func (x *exporter) nextAccount() (Account, error) {
	row := x.accounts.head
	a := x.account(row)
	if err := x.accounts.next(); err != nil {
		return a, err
	}
	for x.players.more && x.players.head.UIN == row.UIN {
		p, err := x.nextPlayer()
		if err != nil {
			return a, err
		}
		a.Players = append(a.Players, p)
	}
	return a, nil
}

func (x *exporter) nextPlayer() (Player, error) {
	row := x.players.head
	key := playerKey{row.UIN, row.AppID}
	p := Player{AppID: row.AppID, OpenID: &row.OpenID, Wifi: &row.Wifi, Gifts: []Gift{}}
	if err := x.players.next(); err != nil {
		return p, err
	}
	for x.sessions.more && (playerKey{x.sessions.head.UIN, x.sessions.head.AppID}) == key {
		p.Tokens = append(p.Tokens, x.token(x.sessions.head))
		if err := x.sessions.next(); err != nil {
			return p, err
		}
	}
	slices.SortFunc(p.Tokens, compareTokens)
	for x.gifts.more && (playerKey{x.gifts.head.UIN, x.gifts.head.AppID}) == key {
		for _, g := range x.gifts.head.Gifts {
			p.Gifts = append(p.Gifts, Gift{ID: g.ID, Count: g.Count})
		}
		if err := x.gifts.next(); err != nil {
			return p, err
		}
	}
	return p, nil
}

func (x *exporter) account(a platform.Account) Account {
	out := Account{
		UIN: a.UIN, Nickname: &a.Nickname, Gender: &a.Gender, Avatar: &a.Avatar,
		FollowsGames: &a.FollowsGames, QQLevel: &a.QQLevel,
	}
	if len(a.VIP) == 0 {
		return out
	}
	out.VIP = new(VIP)
	for _, f := range out.VIP.kinds() {
		if m, ok := a.Membership(f.kind); ok {
			*f.held = &Membership{
				Level: m.Level, Year: m.Year, Luxury: m.Luxury, Start: x.time(m.Start), End: x.time(m.End),
				YearStart: x.time(m.YearStart), YearEnd: x.time(m.YearEnd),
			}
		}
	}
	return out
}

func (x *exporter) token(s platform.Session) Token {
	t := Token{Expires: ExpiresAt(s.Expires.In(x.zone)), Revoked: revocationText(s.Revoked)}
	if x.sandbox && s.Token != "" {
		t.Token = &s.Token
	} else {
		sum := hex.EncodeToString(s.Hash[:])
		t.SHA256 = &sum
	}
	return t
}

func compareTokens(a, b Token) int {
	ha, _ := a.hash()
	hb, _ := b.hash()
	return cmp.Or(compareTimes(a.Expires.At, b.Expires.At), bytes.Compare(ha[:], hb[:]))
}
