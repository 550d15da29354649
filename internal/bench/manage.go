package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// worldsPath is what the control API's calls about worlds begin with.
const worldsPath = "/control/worlds/"

// manage makes a call of the server's control API. The body is closed.
func (s *Server) manage(ctx context.Context, method, path string, body io.Reader) error {
	_, err := s.receive(ctx, method, path, body)
	return err
}

// receive is manage that returns the length of the answer, which it does not
// keep.
func (s *Server) receive(ctx context.Context, method, path string, body io.Reader) (length int64, err error) {
	req, err := http.NewRequestWithContext(ctx, method, s.ready.Control+path, body)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Authorization", "Bearer "+s.ready.Token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, s.Failed(err)
	}
	defer res.Body.Close()
	if res.StatusCode >= http.StatusMultipleChoices {
		answer, err := io.ReadAll(res.Body)
		return 0, errors.Join(fmt.Errorf("%s %s: %s answered %s: %s", method, path, s.Name, res.Status, shorten(answer)), err)
	}
	if length, err = io.Copy(io.Discard, res.Body); err != nil {
		return 0, s.Failed(err)
	}
	return length, nil
}
