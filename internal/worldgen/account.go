package worldgen

import (
	"math/rand/v2"
	"strconv"
)

// Streams keep the draws for different things apart.
const (
	ringStream uint64 = iota + 1
	accountStream
	friendStream
)

// draw is a source of random numbers that can be seeded anew at no cost.
type draw struct {
	*rand.Rand
	pcg *rand.PCG
}

func newDraw() *draw {
	pcg := rand.NewPCG(0, 0)
	return &draw{Rand: rand.New(pcg), pcg: pcg}
}

// seed starts the numbers of one thing in one stream.
func (d *draw) seed(seed, stream, thing uint64) { d.pcg.Seed(seed, stream<<56|thing) }

// tokenLife is longer than any benchmark: a year.
const tokenLife = "8760h"

// appendAccount adds an account with its one player.
func appendAccount(b []byte, d *draw, o Options, uin int64) []byte {
	b = append(b, `  - {"uin":`...)
	b = strconv.AppendInt(b, uin, 10)
	b = appendNickname(append(b, `,"nickname":"`...), d)
	b = append(b, `","gender":"`...)
	b = append(b, gender(d)...)
	b = append(b, `","qq_level":`...)
	b = strconv.AppendInt(b, int64(1+d.IntN(96)), 10)
	b = appendVIP(b, d)
	b = append(b, `,"players":[{"appid":`...)
	b = strconv.AppendInt(b, o.AppID, 10)
	b = append(b, `,"openid":"`...)
	b = appendHex(b, "openid", o.Seed, uin, upper)
	b = append(b, `","tokens":[{"token":"`...)
	b = appendHex(b, "token", o.Seed, uin, upper)
	return append(b, `","expires":"`+tokenLife+`"}]}]}`+"\n"...)
}

// gender draws one; some people do not say.
func gender(d *draw) string {
	switch n := d.IntN(20); {
	case n < 10:
		return "male"
	case n < 19:
		return "female"
	}
	return "unknown"
}

// appendVIP adds the memberships of an account: three in eight have one kind,
// one in eight has two, half have none.
func appendVIP(b []byte, d *draw) []byte {
	kinds := []string{"qq", "svip", "blue", "red", "yellow", "xinyue", "anime"}
	first, second := d.IntN(len(kinds)), d.IntN(len(kinds)-1)
	if second >= first {
		second++
	}
	switch n := d.IntN(8); {
	case n < 4:
		return b
	case n < 7:
		b = appendMembership(append(b, `,"vip":{`...), d, kinds[first])
	default:
		b = appendMembership(append(b, `,"vip":{`...), d, kinds[first])
		b = appendMembership(append(b, ','), d, kinds[second])
	}
	return append(b, '}')
}

func appendMembership(b []byte, d *draw, kind string) []byte {
	b = append(b, '"')
	b = append(b, kind...)
	b = append(b, `":{"level":`...)
	b = strconv.AppendInt(b, int64(1+d.IntN(7)), 10)
	if d.IntN(3) == 0 {
		b = append(b, `,"year":true`...)
	}
	if d.IntN(4) == 0 {
		b = append(b, `,"luxury":true`...)
	}
	return append(b, `,"start":"2015-09-29T01:25:20+08:00","end":"2099-01-01T00:00:00+08:00"}`...)
}
