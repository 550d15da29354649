package sqlite

import "context"

const (
	putPurpose    = `INSERT INTO purpose (only, purpose) VALUES (1, ?) ON CONFLICT DO NOTHING`
	selectPurpose = `SELECT purpose FROM purpose WHERE only = 1`
)

// Dedicate implements [platform.WorldStore]. An older database with worlds in
// it that was never dedicated goes to the first who asks.
func (s *Store) Dedicate(ctx context.Context, purpose string) (string, error) {
	var is string
	err := s.write(ctx, "dedicate", func(c *conn) error {
		if err := c.sql(putPurpose).text(purpose).exec(); err != nil {
			return err
		}
		q := c.sql(selectPurpose)
		if q.next() {
			is = q.getText()
		}
		return q.done()
	})
	return is, err
}
