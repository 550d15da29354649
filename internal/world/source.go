package world

import (
	"errors"
	"io"
	"os"
)

// Source is the text of a document. It is read more than once: first to check
// it, then to apply it. A [strings.Reader] is one, and so is what [Open] and
// [Spool] return.
type Source interface {
	io.ReaderAt
	Size() int64
}

// SourceCloser is a Source that must be closed.
type SourceCloser interface {
	Source
	io.Closer
}

// Open returns the text of a file. One that cannot be read twice, such as a
// pipe, is spooled.
func Open(name string) (SourceCloser, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	if !info.Mode().IsRegular() {
		defer f.Close()
		return Spool(f)
	}
	return openFile{io.NewSectionReader(f, 0, info.Size()), f}, nil
}

// openFile is a file with the size it had when it was opened.
type openFile struct {
	*io.SectionReader
	io.Closer
}

// Spool reads r to its end. A text of more than 4 MiB goes to a temporary
// file, in $TMPDIR, which Close removes.
func Spool(r io.Reader) (SourceCloser, error) {
	s := new(spool)
	if _, err := io.Copy(s, r); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// maxSpooled is how much of a spool is kept in memory.
const maxSpooled = 4 << 20

// spool is text that is written first and read then.
type spool struct {
	memory []byte   // all of it, while there is no file
	file   *os.File // all of it
	named  bool     // the file still has its name
	size   int64
}

// Write adds to the end.
func (s *spool) Write(p []byte) (int, error) {
	if s.file == nil && s.size+int64(len(p)) > maxSpooled {
		if err := s.moveOut(); err != nil {
			return 0, err
		}
	}
	if s.file == nil {
		s.memory = append(s.memory, p...)
		s.size += int64(len(p))
		return len(p), nil
	}
	n, err := s.file.Write(p)
	s.size += int64(n)
	return n, err
}

// moveOut moves what is in memory to a file. The file loses its name at once
// where the system allows it, so that nothing is left of a process that is
// killed; elsewhere Close removes it.
func (s *spool) moveOut() error {
	f, err := os.CreateTemp("", "tongwan-*") // mode 0600
	if err != nil {
		return err
	}
	s.file, s.named = f, os.Remove(f.Name()) != nil
	_, err = f.Write(s.memory)
	s.memory = nil
	return err
}

// ReadAt implements [io.ReaderAt].
func (s *spool) ReadAt(p []byte, off int64) (int, error) {
	if s.file != nil {
		return s.file.ReadAt(p, off)
	}
	if off >= int64(len(s.memory)) {
		return 0, io.EOF
	}
	n := copy(p, s.memory[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// Size returns how many bytes were written.
func (s *spool) Size() int64 { return s.size }

// Close removes the text.
func (s *spool) Close() error {
	s.memory = nil
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if s.named {
		err = errors.Join(err, os.Remove(s.file.Name()))
	}
	s.file = nil
	return err
}
