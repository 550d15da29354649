package main

import (
	"cmp"
	"fmt"
	"io"

	"tongwan/internal/world"
)

// printMade prints what was made for a document, a line each.
func printMade(w io.Writer, name string, made world.Made) {
	for _, a := range made.Apps {
		fmt.Fprintf(w, "app %q: appid %d, appkey %s\n", a.Name, a.AppID, cmp.Or(a.AppKey, "as given"))
	}
	for _, a := range made.Accounts {
		fmt.Fprintf(w, "account %q: uin %d\n", a.Nickname, a.UIN)
	}
	for _, p := range made.Players {
		fmt.Fprintf(w, "player %q: uin %d, appid %d, openid %s", p.Nickname, p.UIN, p.AppID, p.OpenID)
		for _, token := range p.Tokens {
			fmt.Fprintf(w, ", token %s", token)
		}
		fmt.Fprintln(w)
	}
	for _, g := range made.Groups {
		fmt.Fprintf(w, "group %q: code %d\n", g.Name, g.Code)
	}
	for _, b := range made.Bindings {
		fmt.Fprintf(w, "binding of group %q: code %d, appid %d, unionid %s, zoneid %s, group_openid %s, join_key %s\n",
			b.Name, b.Code, b.AppID, b.UnionID, b.ZoneID, b.GroupOpenID, b.JoinKey)
	}
	if made.More > 0 {
		fmt.Fprintf(w, "and %d more: see tongwan world export %s\n", made.More, name)
	}
}
