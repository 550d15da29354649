package server

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/go-json-experiment/json"
)

// writeReadyFile tells that the server is ready, and where. The file appears
// whole: it is written beside its name and moved there.
func (s *Server) writeReadyFile() error {
	name := s.config.ReadyFile
	if name == "" {
		return nil
	}
	data, err := json.Marshal(s.Endpoints())
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".tongwan-ready-*") // mode 0600
	if err != nil {
		return fmt.Errorf("write ready file: %w", err)
	}
	_, err = f.Write(append(data, '\n'))
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("write ready file: %w", err)
	}
	return nil
}

// healthz tells that the process lives.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	fmt.Fprintln(w, "alive")
}

// readyTimeout bounds how long the store may take to say that it answers.
const readyTimeout = 2 * time.Second

// readyz tells whether requests should come here: the store is migrated and
// answers, and the server is not draining.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
	defer cancel()
	switch err := s.store.Ready(ctx); {
	case s.draining.Load():
		http.Error(w, "draining: the server is about to end", http.StatusServiceUnavailable)
	case err != nil:
		http.Error(w, "store: "+err.Error(), http.StatusServiceUnavailable)
	default:
		fmt.Fprintln(w, "ready")
	}
}
