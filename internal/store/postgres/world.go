package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

const selectWorld = `SELECT name, words FROM world WHERE name = $1`

// World implements [platform.WorldStore].
func (s *Store) World(ctx context.Context, name string) (platform.World, error) {
	w, found, err := one(ctx, s, "read world", selectWorld, func(r pgx.CollectableRow) (w platform.World, err error) {
		err = r.Scan((*text)(&w.Name), (*words)(&w.Words))
		return w, err
	}, escape(name))
	if err == nil && !found {
		err = noWorld(name)
	}
	return w, err
}

func noWorld(name string) error {
	return platform.Refuse(platform.NotFound, "no world is called %q", name)
}

const selectWorlds = `SELECT name FROM world ORDER BY name`

// Worlds implements [platform.WorldStore].
func (s *Store) Worlds(ctx context.Context) ([]string, error) {
	names, err := list(ctx, s, "list worlds", selectWorlds, pgx.RowTo[string])
	return unescapeAll(names), err
}
