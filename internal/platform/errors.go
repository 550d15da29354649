package platform

import (
	"errors"
	"fmt"
	"time"
)

// Reason says why the platform refused something. It is the platform's own
// vocabulary: which protocol code a reason becomes differs from interface to
// interface and is decided by the API's table.
type Reason string

// The reasons of refusals, grouped by what they are about.
const (
	UnknownPlayer Reason = "unknown player" // no player with this openid in this app

	TokenUnknown  Reason = "token unknown"          // not a token of this player, nor of anybody
	TokenOfOther  Reason = "token of another"       // a token of another player
	TokenExpired  Reason = "token expired"          // its time is over
	TokenRevoked  Reason = "token revoked"          // taken back
	TokenPassword Reason = "token password changed" // taken back because the password changed

	RefererRefused Reason = "referer refused"
	TextTooLong    Reason = "text too long"
	BodyTooLarge   Reason = "message body too large"
	ListedWord     Reason = "listed word"
	NotFriend      Reason = "not a friend"
	NotFollowing   Reason = "does not follow"
	QuotaUsed      Reason = "quota used up"

	NoBinding     Reason = "no binding"
	GroupUnbound  Reason = "group not bound to this app"
	OtherBinding  Reason = "binding of another app or guild"
	Dissolved     Reason = "group dissolved"
	NotMember     Reason = "not a member"
	UnbindTooSoon Reason = "unbound too soon"

	NoActivity Reason = "no such activity"

	BadEntry   Reason = "bad entry"   // a score entry whose type or data cannot be taken
	BadExpires Reason = "bad expires" // a score entry whose expires is no timestamp

	NotSignedIn   Reason = "not signed in"
	WrongPassword Reason = "wrong password" // or no such account
	TooManyTries  Reason = "too many tries"
	BadNickname   Reason = "bad nickname"
	BadPassword   Reason = "bad password"  // one that cannot be chosen
	BadCode       Reason = "bad code"      // an authorization code that gives nothing
	CodeUsed      Reason = "code used"     // a second time
	BadRedirect   Reason = "bad redirect"  // not the redirect_uri of the code
	BadRefresh    Reason = "bad refresh"   // a refresh token that gives nothing
	BadNumber     Reason = "bad number"    // unionid or zoneid of a link that is not decimal
	BadSignature  Reason = "bad signature" // of a link
	OtherPlayer   Reason = "other player"  // a link of somebody else
	NotOwner      Reason = "not the owner"
	GuildBound    Reason = "guild bound already"
	GroupBound    Reason = "group bound already"
	GroupFull     Reason = "group full"
	ChestEmpty    Reason = "chest empty" // everyone who could took

	NotFound Reason = "not found" // what a store was asked for is not there
	Conflict Reason = "conflict"  // something with this name exists already, elsewhere
	Invalid  Reason = "invalid"   // a value that cannot be
)

// Error is a refusal: the platform works, but the rules say no.
type Error struct {
	Reason Reason
	Text   string        // for people: names the thing, the value and the way out
	Wait   time.Duration // until it may be tried again; 0: waiting does not help
}

// Error returns the text.
func (e *Error) Error() string { return e.Text }

// Refuse makes an [*Error] with a formatted text. Stores use it too, for
// [NotFound], [Conflict] and the refusals that their contracts name.
func Refuse(r Reason, format string, args ...any) error {
	return &Error{Reason: r, Text: fmt.Sprintf(format, args...)}
}

// ReasonOf returns the reason of a refusal anywhere in err's chain, or "" if
// err is nil or no refusal.
func ReasonOf(err error) Reason {
	var e *Error
	if errors.As(err, &e) {
		return e.Reason
	}
	return ""
}
