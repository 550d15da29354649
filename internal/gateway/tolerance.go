package gateway

import (
	"slices"

	"tongwan/msdk"
)

// Tolerance is a departure from the document (mobile-qq.md) with which the
// protocol lets callers get away: what protocol.md accepts, ignores or takes
// for something else. A strict gateway refuses it.
type Tolerance struct {
	Of    string // what departs: a parameter, or another part of the request
	What  string // how, and what is made of it; goes on from Of
	Wants string // what a strict gateway wants in its place
	Ret   int    // what it answers; 0: the interface's own for a bad parameter
}

// The tolerances of the access layer (protocol.md 1 to 3). Those of path and
// timestamp take no note: whoever observes has both.
var (
	aliasPath        = Tolerance{"the path", "is an alias", "the interface's own path", msdk.RetNoInterface}
	doubledSlashes   = Tolerance{"the path", "has doubled slashes", "single ones", msdk.RetNoInterface}
	timestampForm    = Tolerance{"URL parameter timestamp", "is in milliseconds (13 digits) or a date (14)", "seconds since 1970", msdk.RetBadURLParam}
	unknownURLParam  = Tolerance{"URL parameter", "is none that the protocol knows: ignored", "only appid, timestamp, sig, openid, encode, msdkExtInfo, conn and opua", msdk.RetBadURLParam}
	repeatedURLParam = Tolerance{"URL parameter", "is given twice: the first one counts", "each of them once", msdk.RetBadURLParam}
	noAppID          = Tolerance{"the body", "names no appid where the document has it: the URL's was taken", "it in both", msdk.RetForbiddenInterface}
	appIDType        = Tolerance{"appid in the body", "is a number where the document has a string, or the other way round", "the document's JSON type", msdk.RetForbiddenInterface}
)

// The tolerances of any parameter in a body (protocol.md 1 and 4).
var (
	UnknownParam = Tolerance{Of: "any other parameter", What: "is not in the interface's table: ignored", Wants: "only parameters of the interface's table"}
	BlankParam   = Tolerance{Of: "an optional parameter", What: `is null, or "" where no string belongs: taken for left out`, Wants: "a value, or nothing at all"}
)

// Tolerances are those of the access layer that an interface's callers meet.
func (in *Interface) Tolerances() []Tolerance {
	list := []Tolerance{doubledSlashes, timestampForm, unknownURLParam, repeatedURLParam, noAppID}
	if len(in.Aliases) > 0 {
		list = slices.Insert(list, 0, aliasPath)
	}
	if in.AppIDType != 0 {
		list = append(list, appIDType)
	}
	return list
}
