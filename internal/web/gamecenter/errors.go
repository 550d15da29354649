package gamecenter

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/go-json-experiment/json"

	"tongwan/internal/platform"
)

// refusal is how the JSON API words a reason of the platform's.
type refusal struct {
	status int
	code   string
}

// refusals are those that can happen here; pages take their status from
// them too.
var refusals = map[platform.Reason]refusal{
	platform.Invalid:   {http.StatusBadRequest, "invalid"},
	platform.BadNumber: {http.StatusBadRequest, "invalid"},

	platform.NotSignedIn:   {http.StatusUnauthorized, "not_signed_in"},
	platform.TokenUnknown:  {http.StatusUnauthorized, "token_unknown"},
	platform.TokenExpired:  {http.StatusUnauthorized, "token_expired"},
	platform.TokenRevoked:  {http.StatusUnauthorized, "token_revoked"},
	platform.TokenPassword: {http.StatusUnauthorized, "password_changed"},

	platform.BadSignature:  {http.StatusForbidden, "bad_signature"},
	platform.OtherPlayer:   {http.StatusForbidden, "other_player"},
	platform.UnknownPlayer: {http.StatusForbidden, "not_a_player"},
	platform.NotOwner:      {http.StatusForbidden, "not_the_owner"},

	platform.NotFound:     {http.StatusNotFound, "not_found"},
	platform.NoBinding:    {http.StatusNotFound, "not_found"},
	platform.GroupUnbound: {http.StatusNotFound, "not_bound"},
	platform.Dissolved:    {http.StatusGone, "dissolved"},

	platform.GuildBound: {http.StatusConflict, "guild_bound"},
	platform.GroupBound: {http.StatusConflict, "group_bound"},
	platform.GroupFull:  {http.StatusConflict, "group_full"},
	platform.ChestEmpty: {http.StatusConflict, "chest_empty"},

	platform.UnbindTooSoon: {http.StatusTooManyRequests, "too_soon"},
}

// apiError is {"error":{"code":…,"message":…}}.
type apiError struct {
	Error struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

// failAPI answers with an error and logs what is our own fault.
func (c *center) failAPI(w http.ResponseWriter, r *http.Request, err error) {
	var large *http.MaxBytesError
	refused, known := refusals[platform.ReasonOf(err)]
	switch {
	case errors.As(err, &large):
		c.writeError(w, r, http.StatusRequestEntityTooLarge, "too_large", "the body is larger than "+strconv.Itoa(maxAPIBody)+" bytes")
	case errors.Is(err, context.DeadlineExceeded):
		c.writeError(w, r, http.StatusServiceUnavailable, "slow", "the server is too busy; try again")
	case errors.Is(err, errTooMany):
		c.writeError(w, r, http.StatusServiceUnavailable, "too_many_streams", err.Error())
	case known:
		if refused.status == http.StatusUnauthorized {
			w.Header().Set("WWW-Authenticate", `Bearer realm="gamecenter"`)
		}
		c.writeError(w, r, refused.status, refused.code, err.Error())
	default:
		c.log.ErrorContext(r.Context(), "game center call failed", "method", r.Method, "path", r.URL.Path, "err", err)
		c.writeError(w, r, http.StatusInternalServerError, "internal", "internal error; try again")
	}
}

func (c *center) writeError(w http.ResponseWriter, r *http.Request, status int, code, text string) {
	var body apiError
	body.Error.Code, body.Error.Message = code, text
	c.writeJSON(w, r, status, body)
}

// writeJSON answers with JSON.
func (c *center) writeJSON(w http.ResponseWriter, r *http.Request, status int, answer any) {
	body, err := json.Marshal(answer)
	if err != nil {
		c.log.ErrorContext(r.Context(), "game center answer", "path", r.URL.Path, "err", err)
		status, body = http.StatusInternalServerError, []byte(`{"error":{"code":"internal","message":"the answer could not be encoded"}}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	w.Write(append(body, '\n')) // an error means the client is gone
}
