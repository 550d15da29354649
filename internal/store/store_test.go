package store_test

import (
	"path/filepath"
	"strings"
	"testing"

	"tongwan/internal/platform"
	"tongwan/internal/store"
)

func TestOpen(t *testing.T) {
	tests := []struct {
		dsn  string
		says string // of the error; empty: it opens
	}{
		{"memory", ""},
		{"sqlite::memory:", ""},
		{"sqlite:" + filepath.Join(t.TempDir(), "x.db"), ""},
		{"sqlite:", "needs a file"},
		{"sqlite:/no/such/directory/x.db", "/no/such/directory/x.db"},
		{"postgres://u:secret@host/db", "not supported yet"},
		{"mysql://u:secret@host/db", "use memory or sqlite:PATH"},
		{"", "use memory or sqlite:PATH"},
	}
	for _, tt := range tests {
		t.Run(tt.dsn, func(t *testing.T) {
			s, err := store.Open(t.Context(), tt.dsn)
			if tt.says != "" {
				if s != nil || err == nil || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "secret") {
					t.Fatalf("got %v, %v, want an error that says %q", s, err, tt.says)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Ready(t.Context()); err != nil {
				t.Error(err)
			}
			if names, err := s.Worlds(t.Context()); err != nil || len(names) != 0 {
				t.Errorf("a new store has the worlds %v, %v", names, err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			if err := s.Ready(t.Context()); err == nil {
				t.Error("a closed store is ready")
			}
		})
	}
}

var _ platform.Store = store.Store(nil)
