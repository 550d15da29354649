package control

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"

	"tongwan/internal/platform"
	"tongwan/internal/world"
)

// callError is an error of a call with its HTTP status and code.
type callError struct {
	status int
	code   string
	text   string
}

// Error returns the text.
func (e *callError) Error() string { return e.text }

func invalid(format string, args ...any) error {
	return &callError{http.StatusBadRequest, "invalid", fmt.Sprintf(format, args...)}
}

func notFound(format string, args ...any) error {
	return &callError{http.StatusNotFound, "not_found", fmt.Sprintf(format, args...)}
}

// errorBody is {"error":{"code":…,"message":…}}; a refused world document
// adds its problems, one by one.
type errorBody struct {
	Error struct {
		Code     string          `json:"code"`
		Message  string          `json:"message"`
		Problems []world.Problem `json:"problems,omitempty"`
	} `json:"error"`
}

// fail answers with an error and logs what is our own fault.
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	var body errorBody
	status := http.StatusInternalServerError
	body.Error.Code, body.Error.Message = "internal", "internal error; the log says more"
	var call *callError
	var problems *world.Error
	switch {
	case errors.As(err, &call):
		status, body.Error.Code, body.Error.Message = call.status, call.code, call.text
	case errors.As(err, &problems):
		status, body.Error.Code, body.Error.Message = http.StatusUnprocessableEntity, "invalid_world", err.Error()
		body.Error.Problems = problems.Problems
	case notFoundReason(err):
		status, body.Error.Code, body.Error.Message = http.StatusNotFound, "not_found", err.Error()
	case platform.ReasonOf(err) == platform.Conflict:
		status, body.Error.Code, body.Error.Message = http.StatusConflict, "conflict", err.Error()
	case platform.ReasonOf(err) != "":
		status, body.Error.Code, body.Error.Message = http.StatusBadRequest, "invalid", err.Error()
	default:
		a.Log.ErrorContext(r.Context(), "control call failed", "method", r.Method, "path", r.URL.Path, "err", err)
	}
	a.write(w, r, status, body)
}

// readAll reads a body of at most most bytes.
func readAll(w http.ResponseWriter, r *http.Request, most int64) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	return body, bodyError(err, most)
}

// spool is readAll for a body that may be larger than memory. The caller
// closes it.
func spool(w http.ResponseWriter, r *http.Request, most int64) (world.SourceCloser, error) {
	body, err := world.Spool(http.MaxBytesReader(w, r.Body, most))
	return body, bodyError(err, most)
}

// bodyError says why a body could not be read.
func bodyError(err error, most int64) error {
	var large *http.MaxBytesError
	var disk *fs.PathError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &large):
		return &callError{http.StatusRequestEntityTooLarge, "too_large", fmt.Sprintf("the body is larger than %d bytes", most)}
	case errors.As(err, &disk): // spooling: our own fault
		return err
	}
	return invalid("the body could not be read: %s", err)
}
