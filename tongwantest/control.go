package tongwantest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// controlTimeout bounds a call of the control API. It is there for a machine
// that hangs: a call takes a millisecond.
const controlTimeout = 30 * time.Second

// controlError is a refusal of the control API.
type controlError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Error returns the server's own words.
func (e *controlError) Error() string { return e.Message }

// isCode reports whether the control API refused with a code.
func isCode(err error, code string) bool {
	e, ok := errors.AsType[*controlError](err)
	return ok && e.Code == code
}

// call makes a call of the control API. A []byte body is sent as it is, any
// other but nil as JSON. The answer goes into out: text into a *string, JSON
// into anything else but nil.
func (p *process) call(ctx context.Context, method, path string, body, out any) error {
	sent, ok := body.([]byte)
	if body != nil && !ok {
		var err error
		if sent, err = json.Marshal(body); err != nil {
			return err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, p.endpoints.Control+path, bytes.NewReader(sent))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+p.endpoints.Token)
	resp, err := p.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode >= http.StatusBadRequest {
		return refusal(resp.Status, answer)
	}
	return decode(answer, out)
}

func decode(answer []byte, out any) error {
	switch out := out.(type) {
	case nil:
		return nil
	case *string:
		*out = string(answer)
		return nil
	}
	return json.Unmarshal(answer, out)
}

// refusal reads the error of an answer.
func refusal(status string, answer []byte) error {
	var body struct {
		Error controlError `json:"error"`
	}
	if err := json.Unmarshal(answer, &body); err != nil || body.Error.Message == "" {
		return fmt.Errorf("the control API answered %s: %q", status, answer)
	}
	return &body.Error
}
