package sqlite

import "context"

const (
	putSecret    = `INSERT INTO secret (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING`
	selectSecret = `SELECT value FROM secret WHERE name = ?`
)

// Secret implements [platform.GrantStore].
func (s *Store) Secret(ctx context.Context, name string, fresh []byte) ([]byte, error) {
	var value []byte
	err := s.write(ctx, "read secret", func(c *conn) error {
		if err := c.sql(putSecret).text(name).blob(fresh).exec(); err != nil {
			return err
		}
		q := c.sql(selectSecret).text(name)
		if q.next() {
			value = q.getBytes()
		}
		return q.done()
	})
	return value, err
}
