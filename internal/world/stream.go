package world

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"tongwan/internal/platform"
)

// stream is a large document, read item by item as often as wanted.
type stream struct {
	name   string
	src    Source
	isJSON bool
	start  int64             // where the text begins, behind a byte order mark
	parts  map[string]extent // where the lists are, known after survey
	names  *names
	report *progress
}

// openStream looks at the beginning of a document.
func openStream(name string, src Source, names *names, report *progress) (*stream, error) {
	begin := make([]byte, min(4096, src.Size()))
	if _, err := src.ReadAt(begin, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("world: read %s: %w", name, err)
	}
	s := &stream{name: name, src: src, parts: make(map[string]extent), names: names, report: report}
	text, marked := strings.CutPrefix(string(begin), byteOrderMark)
	if marked {
		s.start = int64(len(byteOrderMark))
	}
	s.isJSON = looksJSON(name, []byte(text))
	return s, nil
}

// survey reads a document that is read in parts from beginning to end, and
// checks all that it decides alone if that is wanted. Problems are an
// [*Error], or [unreadable] if the text cannot be read in parts, whatever the
// reason.
func (r *reading) survey(ctx context.Context, s *stream) error {
	if !r.check {
		return r.once(ctx, s, nil)
	}
	r.named = newLargeChecker()
	r.named.names = r.names
	err := r.once(ctx, s, r.named)
	if !r.named.suspicious() || err != nil && !errors.As(err, new(*Error)) {
		return err
	}
	r.report.again()
	return r.once(ctx, s, r.named.among())
}

// once is one reading of survey.
func (r *reading) once(ctx context.Context, s *stream, c *checker) error {
	in := newIntake(ctx, s.names, func(it *item) error {
		if c != nil {
			before := len(c.list)
			c.item(it.value, it.at)
			it.locate(c.list[before:])
		}
		return nil
	})
	if err := s.all(in); err != nil {
		return err
	}
	if len(in.list) > 0 {
		return in.err(s)
	}
	name, err := ofWorld(in.doc.World, r.world)
	r.header = platform.World{Name: name, Words: in.doc.Words}
	if err != nil || c == nil {
		return err
	}
	var of problems
	of.world(name, r.store != nil)
	in.locateWorld(of.list)
	c.putFirst(of.list)
	return c.err(s)
}

// all tells an intake the whole document, and notes where its lists are.
func (s *stream) all(to *intake) error {
	whole := extent{offset: s.start, size: s.src.Size() - s.start, line: 1}
	if s.isJSON {
		return s.readError(splitJSON(s.section(whole), s.src, whole, to, s.parts))
	}
	return s.readError(splitYAML(s.section(whole), whole, to, s.parts))
}

func (s *stream) section(e extent) io.Reader {
	return s.report.reader(io.NewSectionReader(s.src, e.offset, e.size))
}

// readError says what could not be read, unless the text itself is at fault.
func (s *stream) readError(err error) error {
	var text *unreadable
	if err == nil || errors.As(err, &text) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fmt.Errorf("world: read %s: %w", s.name, err)
}

// each reads the items of one list again.
func (s *stream) each(ctx context.Context, key string, do func(it *item) error) error {
	part, ok := s.parts[key]
	if !ok {
		return nil
	}
	var failed error // of do, to be returned as it is
	in := newIntake(ctx, s.names, func(it *item) error {
		failed = do(it)
		return failed
	})
	var err error
	if s.isJSON {
		err = splitJSONList(s.section(part), s.src, part, key, in)
	} else {
		err = splitYAML(s.section(part), part, in, nil)
	}
	switch {
	case failed != nil:
		return failed
	case err != nil:
		return s.readError(err)
	case len(in.list) > 0:
		return fmt.Errorf("world: %s changed while it was read: %w", s.name, in.err(s))
	}
	return nil
}

func (s *stream) title() string { return s.name }

// locate reads the document again, once for each problem.
func (s *stream) locate(list []*Problem) {
	for _, p := range list {
		steps := p.at.steps()
		if len(steps) < 2 {
			continue
		}
		found := errors.New("found")
		_ = s.each(context.Background(), steps[0].name, func(it *item) error {
			if it.at.index != steps[1].index {
				return nil
			}
			p.Line, p.Column = it.position(p.at)
			return found
		})
	}
}
