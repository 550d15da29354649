package server

import (
	"context"
	"errors"

	"tongwan/internal/store"
)

// openStore opens the store. Of several servers that migrate at once one
// does, and the others wait.
func (c Config) openStore(ctx context.Context) (store.Store, error) {
	if c.Migrate {
		applied, err := store.Migrate(ctx, c.DB)
		for _, m := range applied {
			c.Log.Info("schema migrated", "version", m.Name)
		}
		if err != nil && !errors.Is(err, store.ErrMigratesItself) {
			return nil, err
		}
	}
	return store.Open(ctx, c.DB)
}
