package bench

import (
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"path/filepath"
)

// profile takes a CPU profile of the server under one more slice of the load,
// which counts for nothing else, since profiling costs something itself.
func (r *run) profile(ctx context.Context, s Scenario, l load, server *Server) error {
	if r.Profiles == "" {
		return nil
	}
	seconds := int(math.Ceil(l.slice.Seconds()))
	file := filepath.Join(r.Profiles, s.Name+".pprof")
	fetched := make(chan error, 1)
	go func() { fetched <- server.fetchProfile(ctx, seconds, file) }()
	if _, err := l.run(ctx, server); err != nil {
		<-fetched
		return err
	}
	if err := <-fetched; err != nil {
		return fmt.Errorf("CPU profile: %w", err)
	}
	r.say("%s: profile in %s", s.Name, file)
	return nil
}

// fetchProfile has the control listener take a CPU profile and writes it to a file.
func (s *Server) fetchProfile(ctx context.Context, seconds int, file string) error {
	url := fmt.Sprintf("%s/debug/pprof/profile?seconds=%d", s.ready.Control, seconds)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+s.ready.Token)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s: %s", url, res.Status, shorten(body))
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, body, 0o644)
}
