package world

import (
	"bufio"
	"encoding/gob"
	"errors"
	"io"
)

// rowSpool keeps rows of one kind until they are wanted, in a file if they are
// many, and gives them back in the order that they came in. First all are
// put, then all are taken.
type rowSpool[R any] struct {
	spool
	w    *bufio.Writer
	enc  *gob.Encoder
	dec  *gob.Decoder
	head R    // the next row
	more bool // there is one
}

func (s *rowSpool[R]) put(r R) error {
	if s.enc == nil {
		s.w = bufio.NewWriterSize(&s.spool, 32<<10)
		s.enc = gob.NewEncoder(s.w)
	}
	return s.enc.Encode(r)
}

// rewind makes the first row the next one.
func (s *rowSpool[R]) rewind() error {
	if s.enc == nil {
		return nil
	}
	if err := s.w.Flush(); err != nil {
		return err
	}
	s.dec = gob.NewDecoder(bufio.NewReaderSize(io.NewSectionReader(&s.spool, 0, s.Size()), 32<<10))
	return s.next()
}

// next moves on by one row.
func (s *rowSpool[R]) next() error {
	var r R
	err := s.dec.Decode(&r)
	s.head, s.more = r, err == nil
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
