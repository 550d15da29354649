package postgres

import (
	"testing"

	"tongwan/internal/platform"
	"tongwan/internal/store/storetest"
)

func TestShared(t *testing.T) {
	storetest.RunShared(t, func(t *testing.T) (a, b platform.Store) {
		dsn := database(t)
		return open(t, dsn, nil), open(t, dsn, nil)
	})
}
