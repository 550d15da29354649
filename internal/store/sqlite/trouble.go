package sqlite

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"zombiezen.com/go/sqlite"
)

// noticed remembers that the database could not be written to: its disk is
// full or broken, or somebody took the right to write away. Reads go on
// without noticing, so [Store.Ready] has to be told.
func (s *Store) noticed(err error) {
	switch sqlite.ErrCode(err).ToPrimary() {
	case sqlite.ResultFull, sqlite.ResultIOErr, sqlite.ResultReadOnly, sqlite.ResultCorrupt, sqlite.ResultCantOpen:
		s.trouble.Store(&err)
	}
}

// touchPurpose changes nothing, which takes a page of the log nevertheless.
const touchPurpose = `UPDATE purpose SET purpose = purpose`

// writable answers with an error when a write failed for the database's sake
// and there is no reason yet to believe that the next one will not: the
// trouble is over when there is room and something small could be written.
func (s *Store) writable(ctx context.Context) error {
	trouble := s.trouble.Load()
	if trouble == nil {
		return nil
	}
	err := s.room()
	if err == nil {
		err = s.write(ctx, "ready", func(c *conn) error { return c.sql(touchPurpose).exec() })
	}
	if err == nil {
		s.trouble.CompareAndSwap(trouble, nil)
	}
	return err
}

// enoughRoom is more than service writes at once.
const enoughRoom = 1 << 20

// room writes a file beside the database and removes it. On a full disk the
// log may have pages left for something small and none for the call after.
func (s *Store) room() error {
	if s.inMemory() {
		return nil
	}
	f, err := os.CreateTemp(filepath.Dir(s.path), filepath.Base(s.path)+"-room-*")
	if err != nil {
		return err
	}
	_, err = f.Write(make([]byte, enoughRoom))
	return errors.Join(err, f.Close(), os.Remove(f.Name()))
}
