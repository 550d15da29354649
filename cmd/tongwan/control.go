package main

import (
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

// The wait for a server ends when nothing has moved for patience, and for a
// second more for each patienceBytes of a document: so long may a slow disk
// take to apply what was sent.
const (
	patience      = 5 * time.Minute
	patienceBytes = 100 << 10
)

// askFirst is from which size on, in bytes, a document is sent only after the
// server has asked for it: a refusal would be lost while we still send.
const askFirst = 1 << 20

var errNothingMoved = errors.New("nothing came from the server, which may hang or still be at it; its log says more")

// worldCall is a call of /control/worlds/{name}.
type worldCall struct {
	method, name string
	query        url.Values
	header       http.Header
	body         io.Reader // may be nil
	size         int64     // of the body
	answer       io.Writer // takes the body of a good answer
	moved        func(done, total int64)
}

// world makes a call. It returns a [*controlError] if the server refused, and
// otherwise an error with statusTransport, or the error of call.answer.
func (c *controlClient) world(ctx context.Context, call worldCall) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	wait := patience + time.Duration(call.size/patienceBytes)*time.Second
	timer := time.AfterFunc(wait, func() { cancel(errNothingMoved) })
	defer timer.Stop()
	moved := func(done, total int64) {
		timer.Reset(wait)
		call.moved(done, total)
	}
	req, err := c.request(ctx, call, moved)
	if err != nil {
		return usagef("--control: %w", err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return transportError(nobodyThere(fmt.Errorf("control API: %w", because(ctx, err)), "--control"))
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		return refusal(resp)
	}
	if _, err := io.Copy(call.answer, &counter{Reader: resp.Body, moved: moved}); err != nil {
		return transportError(fmt.Errorf("control API: %w", because(ctx, err)))
	}
	return nil
}

func (c *controlClient) request(ctx context.Context, call worldCall, moved func(done, total int64)) (*http.Request, error) {
	target := c.base + "/control/worlds/" + url.PathEscape(call.name)
	if len(call.query) > 0 {
		target += "?" + call.query.Encode()
	}
	var body io.Reader
	if call.body != nil {
		body = &counter{Reader: call.body, total: call.size, moved: moved}
	}
	req, err := http.NewRequestWithContext(ctx, call.method, target, body)
	if err != nil {
		return nil, err
	}
	req.ContentLength = call.size
	if call.header != nil {
		req.Header = call.header
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	if call.size > askFirst {
		req.Header.Set("Expect", "100-continue")
	}
	return req, nil
}

// because returns why the context ended, if that is why there is an error.
func because(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
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
func refusal(resp *http.Response) error {
	const most = 1 << 20
	answer, err := io.ReadAll(io.LimitReader(resp.Body, most))
	if err != nil {
		return transportError(fmt.Errorf("control API: %w", err))
	}
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
