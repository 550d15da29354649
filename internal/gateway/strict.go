package gateway

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// strictly tells callers why something is refused that other servers take.
const strictly = " (this server runs with --strict)"

// refusal is a strict gateway's answer. got may be empty.
func (t Tolerance) refusal(of, wants, got string) *Refusal {
	if got != "" {
		got = ", got " + got
	}
	return refuse(t.Ret, "%s: expected %s%s%s", of, wants, strictly, got)
}

// tolerate notes a departure, or refuses it if the gateway is strict.
func (c *Call) tolerate(t Tolerance, of, wants, got string) error {
	if c.gateway.Strict {
		return t.refusal(of, wants, got)
	}
	c.Note(of + " " + t.What)
	return nil
}

// judged reports whether anybody cares for departures: without, none is looked
// for.
func (c *Call) judged() bool { return c.gateway.Strict || c.Noting() }

// checkPath holds a path to the interface's own, with or without a closing
// slash: the document writes both. Only a strict gateway asks.
func checkPath(in *Interface, requested string) error {
	switch {
	case strings.TrimSuffix(requested, "/") == in.Path:
		return nil
	case strings.Contains(requested, "//"):
		return doubledSlashes.refusal(doubledSlashes.Of, in.Path, cut(requested))
	}
	return aliasPath.refusal(aliasPath.Of, in.Path, "its alias "+cut(requested))
}

// maxSeconds is how many digits seconds since 1970 have until the year 33658.
const maxSeconds = 12

// tolerateURL looks for departures among the URL's parameters. Values are not
// told: they may be secrets under another name.
func (c *Call) tolerateURL() error {
	if !c.judged() {
		return nil
	}
	if c.gateway.Strict && len(c.URL.Timestamp) > maxSeconds {
		return timestampForm.refusal(timestampForm.Of, timestampForm.Wants, cut(c.URL.Timestamp))
	}
	unknown, repeated := departing(c.Query)
	if unknown != "" {
		of := unknownURLParam.Of + " " + cut(unknown)
		if err := c.tolerate(unknownURLParam, of, unknownURLParam.Wants, ""); err != nil {
			return err
		}
	}
	if repeated != "" {
		return c.tolerate(repeatedURLParam, repeatedURLParam.Of+" "+repeated, "it once", "it more often")
	}
	return nil
}

// departing finds in a URL's query the first parameter that the protocol does
// not know and the first that is given twice. conn and opua are known, and mean
// nothing here (protocol.md 2).
func departing(query string) (unknown, repeated string) {
	var seen URLParams
	for pair := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		switch field := seen.field(name); {
		case field != nil && *field == "":
			*field = name // that is, something
		case field != nil:
			repeated = cmp.Or(repeated, name)
		case name != "" && name != "conn" && name != "opua":
			unknown = cmp.Or(unknown, name)
		}
	}
	return unknown, repeated
}

// tolerateAppID looks for a departure in the parameter that repeats the appid.
// typ is its JSON type, 0 if it is missing.
func (c *Call) tolerateAppID(in *Interface, typ jsontext.Kind) error {
	if !c.judged() {
		return nil
	}
	switch {
	case typ == 0 && c.gateway.Strict:
		return noAppID.refusal("parameter "+in.AppIDs[0], fmt.Sprintf("the URL's appid %d", c.App.ID), "nothing")
	case typ == 0:
		c.Note(noAppID.Of + " " + noAppID.What)
	case in.AppIDType != 0 && typ != in.AppIDType && !c.App.Settings.LenientTypes:
		return c.tolerate(appIDType, "parameter "+in.AppIDs[0], kind(in.AppIDType)+", as the document has it", kind(typ))
	}
	return nil
}

// Tolerate notes that a parameter departs from the document, or refuses it if
// the gateway is strict.
func (p *Params) Tolerate(t Tolerance, name string) {
	switch {
	case p.err != nil: // refused in any case
	case p.strict:
		p.Fail(name, t.Wants+strictly, p.got(name))
	case p.noting():
		p.remark(name + " " + t.What)
	}
}

// got describes what was sent; empty if nothing was.
func (p *Params) got(name string) string {
	if raw, _ := p.find(name); raw != nil {
		return describe(raw)
	}
	return ""
}

// tracked is how many parameters of an object are told to have been read. No
// interface has as many.
const tracked = 64

// Rest tolerates the parameters that nobody has read, except those named. Like
// a URL's, their values are not told.
func (p *Params) Rest(except ...string) {
	if !p.strict && !p.noting() || bits.OnesCount64(p.read) == len(p.members) {
		return
	}
	for i, m := range p.members[:min(tracked, len(p.members))] {
		name := cut(string(m.name))
		switch {
		case p.read&(1<<i) != 0, slices.Contains(except, name):
		case p.strict:
			p.Fail(name, UnknownParam.Wants+strictly, kind(m.raw.Kind()))
		default:
			p.remark(name + " " + UnknownParam.What)
		}
	}
}
