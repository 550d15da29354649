package sqlite

import (
	"context"

	"tongwan/internal/platform"
)

const selectWorld = `SELECT name, words FROM world WHERE name = ?`

// World implements [platform.WorldStore].
func (s *Store) World(ctx context.Context, name string) (platform.World, error) {
	var w platform.World
	err := s.read(ctx, "read world", func(c *conn) (err error) {
		w, err = c.world(name)
		return err
	})
	return w, err
}

func (c *conn) world(name string) (platform.World, error) {
	q := c.sql(selectWorld).text(name)
	if !q.next() {
		return platform.World{}, q.or(noWorld(name))
	}
	w := platform.World{Name: q.getText()}
	q.getJSON(&w.Words)
	return w, q.done()
}

const selectWorlds = `SELECT name FROM world ORDER BY name`

// Worlds implements [platform.WorldStore].
func (s *Store) Worlds(ctx context.Context) ([]string, error) {
	var names []string
	err := s.read(ctx, "list worlds", func(c *conn) error {
		q := c.sql(selectWorlds)
		for q.next() {
			names = append(names, q.getText())
		}
		return q.done()
	})
	return names, err
}
