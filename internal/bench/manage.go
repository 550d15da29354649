package bench

import (
	"context"
	"fmt"
	"io"
	"net/http"
)

// worldsPath is what the control API's calls about worlds begin with.
const worldsPath = "/control/worlds/"

// manage makes a call of the server's control API. The body is closed.
func (s *Server) manage(ctx context.Context, method, path string, body io.Reader) error {
	req, err := http.NewRequestWithContext(ctx, method, s.ready.Control+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+s.ready.Token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return s.Failed(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return s.Failed(err)
	}
	if res.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("%s %s: %s answered %s: %s", method, path, s.Name, res.Status, shorten(answer))
	}
	return nil
}
