package oauth

import (
	"errors"
	"net/http"

	"tongwan/internal/platform"
)

// The error codes of QQ Connect.
const (
	codeResponseType  = 100000
	codeNoClientID    = 100001
	codeNoSecret      = 100002
	codeGrantType     = 100004
	codeNoCode        = 100005
	codeNoRefresh     = 100006
	codeNoToken       = 100007
	codeUnknownApp    = 100008
	codeBadSecret     = 100009
	codeBadRedirect   = 100010
	codeTokenIllegal  = 100013
	codeTokenExpired  = 100014
	codeTokenRevoked  = 100015
	codeTokenMismatch = 100016
	codeBadCode       = 100019
	codeCodeUsed      = 100020
	codeInternal      = 100021
	codeBadRefresh    = 100022
	codeBadRequest    = 100029
)

// failure is an error as a client is told it.
type failure struct {
	code   int
	text   string
	status int // of HTTP; 0: 200, which clients of the dialect expect
}

// Error returns the text.
func (f *failure) Error() string { return f.text }

func fail(code int, text string) *failure { return &failure{code: code, text: text} }

// codes are those of the platform's refusals.
var codes = map[platform.Reason]int{
	platform.BadCode:     codeBadCode,
	platform.CodeUsed:    codeCodeUsed,
	platform.BadRedirect: codeBadRedirect,
	platform.BadRefresh:  codeBadRefresh,

	platform.TokenUnknown:  codeTokenIllegal,
	platform.TokenExpired:  codeTokenExpired,
	platform.TokenRevoked:  codeTokenRevoked,
	platform.TokenPassword: codeTokenRevoked,

	platform.NotFound: codeBadCode, // the player went since
}

// asFailure words an error. What failed inside is logged and not told.
func (o *Provider) asFailure(r *http.Request, err error) *failure {
	var f *failure
	if errors.As(err, &f) {
		return f
	}
	if code, ok := codes[platform.ReasonOf(err)]; ok {
		return fail(code, err.Error())
	}
	o.log.Error("oauth", "path", r.URL.Path, "err", err)
	return &failure{codeInternal, "internal error: try again", http.StatusInternalServerError}
}
