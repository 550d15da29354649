package gateway

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// URLParams are the parameters of the request's URL (protocol.md 2).
type URLParams struct {
	AppID     string
	Timestamp string // as sent: the signature is over its text
	Sig       string
	OpenID    string
	Encode    string
	ExtInfo   string // msdkExtInfo
	extGiven  bool
	appGiven  bool
	malformed string // name of the first parameter that is not percent-encoded text
}

// ReadURL reads the parameters that the protocol knows from a URL's query and
// leaves all others alone, however odd. Of a parameter given twice the first
// one counts.
func ReadURL(query string) URLParams {
	var p URLParams
	for query != "" {
		var pair string
		pair, query, _ = strings.Cut(query, "&")
		name, value, _ := strings.Cut(pair, "=")
		field := p.field(name)
		if field == nil || *field != "" {
			continue
		}
		text, err := url.QueryUnescape(value)
		if err != nil && p.malformed == "" {
			p.malformed = name
		}
		*field = text
	}
	return p
}

func (p *URLParams) field(name string) *string {
	switch name {
	case "appid":
		p.appGiven = true
		return &p.AppID
	case "timestamp":
		return &p.Timestamp
	case "sig":
		return &p.Sig
	case "openid":
		return &p.OpenID
	case "encode":
		return &p.Encode
	case "msdkExtInfo":
		p.extGiven = true
		return &p.ExtInfo
	}
	return nil
}

// check reports what is missing or malformed; "" if nothing is. An empty
// appid is not its business: it has an answer of its own.
func (p *URLParams) check() string {
	guest, appid := p.appID()
	switch {
	case p.malformed != "":
		return fmt.Sprintf("URL parameter %s is not valid percent-encoding", p.malformed)
	case !p.appGiven:
		return "URL parameter appid is missing"
	case appid != "" && !digits(appid), guest && appid == "":
		return fmt.Sprintf("URL parameter appid must be decimal, got %q", cut(p.AppID))
	case p.Timestamp == "":
		return "URL parameter timestamp is missing"
	case !digits(p.Timestamp):
		return fmt.Sprintf("URL parameter timestamp must be digits, got %q", cut(p.Timestamp))
	case p.Sig == "":
		return "URL parameter sig is missing"
	case p.OpenID == "":
		return "URL parameter openid is missing"
	case p.Encode == "":
		return "URL parameter encode is missing: it is 1, or 2 when signed with the msdkkey"
	case p.Encode != "1" && p.Encode != "2":
		return fmt.Sprintf("URL parameter encode must be 1 or 2, got %q", cut(p.Encode))
	case p.extGiven && !validExtInfo(p.ExtInfo):
		return "URL parameter msdkExtInfo must be 1 to 128 of A-Z a-z 0-9 _"
	}
	return ""
}

// appID splits off the mark of guest mode.
func (p *URLParams) appID() (guest bool, digits string) {
	digits, guest = strings.CutPrefix(p.AppID, "G_")
	return guest, digits
}

// Number returns the appid as a number; 0, which nobody has, if it is none or
// too large for one.
func (p *URLParams) Number() int64 {
	_, text := p.appID()
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// echo is the msdkExtInfo to hand back: only one that has the right form.
func (p *URLParams) echo() string {
	if validExtInfo(p.ExtInfo) {
		return p.ExtInfo
	}
	return ""
}

func validExtInfo(s string) bool {
	if len(s) == 0 || len(s) > 128 {
		return false
	}
	for _, c := range []byte(s) {
		if c != '_' && !('0' <= c && c <= '9') && !('a' <= c && c <= 'z') && !('A' <= c && c <= 'Z') {
			return false
		}
	}
	return true
}

func digits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

// cut bounds a caller's text in a message.
func cut(s string) string {
	if len(s) > 64 {
		return strings.ToValidUTF8(s[:64], "") + "…"
	}
	return strings.ToValidUTF8(s, "�")
}
