package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"tongwan/internal/server"
	"tongwan/internal/world"
)

// controlFlags say where the control API is and what opens it.
type controlFlags struct {
	Control   string `placeholder:"URL" envvar:"TONGWAN_CONTROL_URL" help:"The control API (default: http://127.0.0.1:8081)."`
	Token     string `placeholder:"TOKEN" envvar:"TONGWAN_CONTROL_TOKEN" help:"Its bearer token."`
	ReadyFile string `placeholder:"FILE" envvar:"TONGWAN_READY_FILE" help:"Take both from the file that serve --ready-file wrote, where not given."`
}

// client returns a client of the control API that the flags describe.
func (f controlFlags) client() (*controlClient, error) {
	var ready server.Endpoints
	if f.ReadyFile != "" {
		data, err := os.ReadFile(f.ReadyFile)
		if err != nil {
			return nil, usagef("--ready-file: %w; it is there while the server runs", err)
		}
		if err := json.Unmarshal(data, &ready); err != nil {
			return nil, usagef("--ready-file: %s is no ready file: %w", f.ReadyFile, err)
		}
	}
	c := &controlClient{
		base:  strings.TrimRight(withScheme(cmp.Or(f.Control, ready.Control, defaultControl)), "/"),
		token: cmp.Or(f.Token, ready.Token),
	}
	if c.token == "" {
		return nil, usagef("--token is missing: serve prints it, or writes it to its --ready-file, which --ready-file reads here")
	}
	return c, nil
}

// controlClient calls the control API (spec/world.md).
type controlClient struct {
	base  string
	token string
}

// controlTimeout is enough to apply a world of millions, and ends the wait for a
// server that hangs.
const controlTimeout = 5 * time.Minute

// world calls /control/worlds/{name}. It returns the body of a good answer, a
// [*controlError] if the server refused, and otherwise an error with
// statusTransport.
func (c *controlClient) world(ctx context.Context, method, name string, query url.Values, header http.Header, body []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, controlTimeout)
	defer cancel()
	target := c.base + "/control/worlds/" + url.PathEscape(name)
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, method, target, bytes.NewReader(body))
	if err != nil {
		return nil, usagef("--control: %w", err)
	}
	if header != nil {
		req.Header = header
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, transportError(nobodyThere(fmt.Errorf("control API: %w", err), "--control"))
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, transportError(fmt.Errorf("control API: %w", err))
	}
	if resp.StatusCode/100 != 2 {
		return nil, refusal(resp, answer)
	}
	return answer, nil
}

// controlError is a refusal of the control API.
type controlError struct {
	Code     string          `json:"code"`
	Message  string          `json:"message"`
	Problems []world.Problem `json:"problems"`
}

func (e *controlError) Error() string { return e.Message }

// refusal reads the error of an answer. One that is not the control API's comes
// from something else that listens there.
func refusal(resp *http.Response, answer []byte) error {
	var body struct {
		Error *controlError `json:"error"`
	}
	if err := json.Unmarshal(answer, &body); err != nil || body.Error == nil {
		return transportError(fmt.Errorf("control API: %s answers %s, and not as a control API does", resp.Request.URL.Host, resp.Status))
	}
	return body.Error
}

// inFile lets the problems of a refused document begin with the name of the file
// that it was read from.
func inFile(file string, err error) error {
	refused, ok := errors.AsType[*controlError](err)
	if !ok || len(refused.Problems) == 0 {
		return err
	}
	return &world.Error{Name: file, Problems: refused.Problems}
}
