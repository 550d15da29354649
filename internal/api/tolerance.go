package api

import (
	"slices"

	"tongwan/internal/gateway"
	"tongwan/internal/platform"
	"tongwan/msdk"
)

// Tolerated is a tolerance of an interface, and what a strict server answers.
type Tolerated struct {
	gateway.Tolerance
	Strict Outcome
}

// The tolerances of single parameters (protocol.md 4): values that the document
// does not have, and values left out for which it has no default.
var (
	shareDst     = gateway.Tolerance{Of: "dst", What: "is 0 or missing: taken for 1001", Wants: "1001"}
	shareFlag    = gateway.Tolerance{Of: "flag", What: "is missing: taken for 1", Wants: "1"}
	receiverType = gateway.Tolerance{Of: "fopenids[0].type", What: "is missing: taken for 0", Wants: "0"}
	friendsFlag  = gateway.Tolerance{Of: "flag", What: "is missing, or neither 1 nor 2: taken for 1", Wants: "1 or 2"}
	oddFlags     = gateway.Tolerance{Of: "flags", What: "has spaces, or names what is unknown: ignored", Wants: "qq_vip, qq_svip or both, separated by a comma alone"}
	noZone       = gateway.Tolerance{Of: "zoneid", What: `is missing with opt 0: taken for "0"`, Wants: `the guild's zone, "0" if there are none`}
	chestType    = gateway.Tolerance{Of: "type", What: "is missing: taken for 0", Wants: "0"}
	unknownBits  = gateway.Tolerance{Of: "vip", What: "has bits that stand for no membership: ignored", Wants: "a sum of 1, 2, 4, 8, 16, 64, 128 and 256 alone"}
)

// The tolerances inside an entry of a score batch, where Params has the same
// ones as everywhere and the interface codes of its own.
var (
	entryKey     = gateway.Tolerance{Of: "param[…]", What: "has a key that ReportParam does not: ignored", Wants: gateway.UnknownParam.Wants}
	entryCover   = gateway.Tolerance{Of: "param[…].bcover", What: `is null or "": taken for left out`, Wants: gateway.BlankParam.Wants}
	entryExpires = gateway.Tolerance{Of: "param[…].expires", What: "is null: taken for left out", Wants: gateway.BlankParam.Wants}
)

// Tolerances returns what callers of the interface get away with.
func (r Row) Tolerances() []Tolerated {
	var list []Tolerated
	for _, t := range r.Interface.Tolerances() {
		list = append(list, Tolerated{t, plain(t.Ret, msdk.ErrTypeOther)})
	}
	list = append(list, Tolerated{gateway.UnknownParam, r.Errors.Outcomes[badParam]})
	return append(list, r.tolerated...)
}

// tolerates says which tolerances the reader of the interface's parameters has.
func (r Row) tolerates(list ...gateway.Tolerance) Row { return r.toleratesAs(badParam, list...) }

// toleratesAs is tolerates where a strict server refuses for another reason than
// a bad parameter.
func (r Row) toleratesAs(reason platform.Reason, list ...gateway.Tolerance) Row {
	r.tolerated = slices.Clone(r.tolerated)
	for _, t := range list {
		r.tolerated = append(r.tolerated, Tolerated{t, r.Errors.Outcomes[reason]})
	}
	return r
}
