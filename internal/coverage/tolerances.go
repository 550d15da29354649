package coverage

import (
	"fmt"
	"slices"
	"strings"

	"tongwan/internal/api"
	"tongwan/internal/gateway"
	"tongwan/msdk"
)

// tolerance is one of the gateway's or the API's with the interfaces that have
// it, and what these answer when they are strict.
type tolerance struct {
	gateway.Tolerance
	paths   []string
	answers []answer
}

type answer struct {
	text  string
	paths []string
}

// tolerances lists them in the order of the interfaces.
func tolerances(rows []api.Row) []tolerance {
	var list []tolerance
	for _, r := range rows {
		for _, t := range r.Tolerances() {
			i := slices.IndexFunc(list, func(old tolerance) bool { return old.Tolerance == t.Tolerance })
			if i < 0 {
				i = len(list)
				list = append(list, tolerance{Tolerance: t.Tolerance})
			}
			list[i].add(r.Path, shownOutcome(t.Strict))
		}
	}
	return list
}

func (t *tolerance) add(path, text string) {
	t.paths = append(t.paths, path)
	i := slices.IndexFunc(t.answers, func(a answer) bool { return a.text == text })
	if i < 0 {
		i = len(t.answers)
		t.answers = append(t.answers, answer{text: text})
	}
	t.answers[i].paths = append(t.answers[i].paths, path)
}

// shownAnswers names the interfaces of all answers but the first.
func (t *tolerance) shownAnswers() string {
	text := t.answers[0].text
	for _, a := range t.answers[1:] {
		text += "; " + a.text + " of " + quoted(a.paths)
	}
	return text
}

// shownPaths says which interfaces have the tolerance, the shorter way.
func (t *tolerance) shownPaths(rows []api.Row) string {
	var others []string
	for _, r := range rows {
		if !slices.Contains(t.paths, r.Path) {
			others = append(others, r.Path)
		}
	}
	switch {
	case len(others) == 0:
		return "all"
	case len(others) < len(t.paths):
		return "all but " + quoted(others)
	}
	return quoted(t.paths)
}

func quoted(paths []string) string { return "`" + strings.Join(paths, "`, `") + "`" }

func shownOutcome(o api.Outcome) string {
	if o.Ret == msdk.RetPlatform {
		return shown(o.Code)
	}
	return shown(o.Ret)
}

// writeTolerances writes their section.
func writeTolerances(b *strings.Builder, rows []api.Row) {
	b.WriteString(lenient)
	for _, t := range tolerances(rows) {
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", t.Of, t.What, t.shownPaths(rows), t.Wants, t.shownAnswers())
	}
	b.WriteString(noTolerances)
}

const lenient = `
## What is tolerated

Requests that depart from the document and are served all the same, since real clients send them. A sandbox notes each in
its journal; a server that runs with ` + "`--strict`" + ` refuses it.

| what | departs how, and what is made of it | interfaces | strict servers want | and answer |
| --- | --- | --- | --- | --- |
`

const noTolerances = `
Two of the aliases stand in the document, ` + "`/auth/share/qq` in 2.2.1.4 and `/relation/get_gift`" + ` in 2.4.3.4, against its own headings and
samples; strict servers go by those.

What follows may look like a departure, and is none. Strict servers take it.

| what | because |
| --- | --- |
| a path with or without a closing slash | the document writes both (2.3.7.5, 2.3.8.5) |
| any ` + "`Content-Type`" + `, or none | the document calls its JSON a form: there is no right one |
| ` + "`conn` and `opua`" + ` in the URL | the protocol has them, and they mean nothing here |
| another openid in the body than in the URL | the document's samples (2.3.2.5) |
| a number as appid of ` + "`qqprofile` and `qqstrange_profile`" + ` | a string in their tables, a number in their samples |
| ` + "`appid` beside `oauth_consumer_key` in `/share/qq`" + ` | it is held against the URL's, too |
| ` + "`fopenids` of `/share/qq`" + ` as a JSON string | its table (2.2.1.2) |
| ` + "`act`, `src`, `opt`, `expires` or `bcover`" + ` left out | the tables say what holds then |
| other optional texts left out, or ` + "`\"\"`; `userip` and `pf`" + ` with any interface | nothing is put in their place |
| any number as ` + "`bcover`; `num` less than `peoplenum`" + ` | the tables say what it means (2.4.5.2, 2.3.11.2) |
| ` + "`groupCode` with opt 0, `unionid` and `zoneid`" + ` with opt 1 | the samples (2.3.5.5, 2.3.8.5) |
| scores that the platform works out itself, that have expired, or whose type is the game's own | what becomes of them is documented; the sample's have expired (2.4.5.5) |
| openids that nobody has, or that a list has twice | whom a game asks about is no matter of form |
| what an app's ` + "`lenient_types`" + ` allows | its owner said so |
`
