// Package coverage writes docs/COVERAGE.md: which interfaces and codes of the
// protocol the server gives by itself, which only when a fault is ordered,
// and which not at all, and what it tolerates. It is generated from the table of
// interfaces and the table of codes, so it cannot say what the code does not.
package coverage

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"tongwan/internal/api"
	"tongwan/msdk"
)

// Status says how a server comes to answer with a code.
type Status string

// The statuses.
const (
	Emulated Status = "emulated"      // whenever what the code says is so
	ByFault  Status = "only by fault" // documented, but it cannot really happen here
)

// Code is one code of one interface.
type Code struct {
	msdk.CodeInfo
	Ret    bool // a value of ret; otherwise a platform code
	Status Status
}

// accessCodes are the codes of the access layer, in the order of its checks
// (protocol.md 2). The gateway gives them on every interface.
var accessCodes = []int{
	msdk.RetNoInterface, msdk.CodeNotPost, msdk.RetBadURLParam, msdk.RetNoApp, msdk.RetGuest, msdk.RetBadSignature,
	msdk.CodeAddressNotAllowed, msdk.RetForbiddenInterface, msdk.RetEmptyBody, msdk.RetNotJSON, msdk.RetUnreadable,
}

// Codes returns what an interface can answer beyond the access layer.
func Codes(row api.Row) []Code {
	var list []Code
	for _, info := range msdk.Codes() {
		if info.Code == msdk.RetOK || info.Code == msdk.RetPlatform || slices.Contains(accessCodes, info.Code) {
			continue
		}
		if info.Paths != nil && !slices.Contains(info.Paths, row.Path) {
			continue
		}
		c := Code{CodeInfo: info, Ret: strings.HasPrefix(info.Name, "Ret"), Status: ByFault}
		for _, o := range row.Errors.Outcomes {
			if c.Ret && o.Ret == info.Code || !c.Ret && o.Ret == msdk.RetPlatform && o.Code == info.Code {
				c.Status = Emulated
			}
		}
		list = append(list, c)
	}
	return list
}

// Write writes the page.
func Write(w io.Writer, rows []api.Row) error {
	var b strings.Builder
	b.WriteString(head)
	for _, r := range rows {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", r.Path, r.Section, aliases(r), Emulated)
	}
	b.WriteString(access)
	for _, code := range accessCodes {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", shown(code), msdk.Describe("", code), Emulated)
	}
	b.WriteString("\n## Codes of each interface\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "\n### %s\n\n| answer | meaning | status |\n| --- | --- | --- |\n", r.Path)
		for _, c := range Codes(r) {
			answer := shown(c.Code)
			if c.Ret {
				answer = fmt.Sprintf("`ret %d`", c.Code)
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", answer, c.Text, c.Status)
		}
	}
	writeTolerances(&b, rows)
	b.WriteString(tail)
	_, err := io.WriteString(w, b.String())
	return err
}

func aliases(r api.Row) string {
	if len(r.Aliases) == 0 {
		return ""
	}
	return "`" + strings.Join(r.Aliases, "`, `") + "`"
}

// shown is a code as it appears in an answer.
func shown(code int) string {
	for _, info := range msdk.Codes() {
		if info.Code == code && strings.HasPrefix(info.Name, "Ret") {
			return fmt.Sprintf("`ret %d`", code)
		}
	}
	return fmt.Sprintf("`%d,…`", code)
}

const head = `# Coverage

Generated from the tables in internal/api and msdk by ` + "`go test ./internal/coverage -update`" + `; do not edit.

*emulated*: the server answers so whenever it is the case. *only by fault*: the code is documented, but nothing that can
happen here leads to it; a sandbox answers so when it is ordered to ([sandbox.md](sandbox.md)). What is listed at the end is not there at all. A code written ` + "`100013,…`" + ` stands at the beginning
of ` + "`msg`" + ` with ` + "`ret -10000`" + `.

## Interfaces

| interface | mobile-qq.md | aliases | status |
| --- | --- | --- | --- |
`

const access = `
## Codes of the access layer

Every interface gives these, in the order of the checks.

| answer | meaning | status |
| --- | --- | --- |
`

const tail = `
## Not at all

- The WeChat half of MSDK, its guest mode (every guest is refused with ` + "`ret -901`" + `) and its payment interfaces.
- Messages reach an inbox on this server, the [Game Center](gamecenter.md)'s, not a phone; the server never fetches pictures named in them.
- HTTPS: put a proxy in front, and give its address with ` + "`--public-url`" + `.
`
