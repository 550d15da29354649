package world

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"tongwan/internal/platform"
)

// ApplyFrom reads a document, which name is what its errors call it, checks it
// and puts it into the store, whole or not at all: after an error the world is
// as it was, with Reset too. Applied to a world that stands it sets what the
// document names and leaves the rest (see [Document]). Applies of one world in
// one process follow each other.
//
// Durations count from the world's own time. A token without expires lives
// for its app's session time. The readable token is kept in a sandbox only.
//
// What a document leaves out is made, see generate.go, and told in [Summary]. An
// openid, group_openid or join_key stays what it is once it was made, as does the
// appkey of an app without appid. Keys and tokens are made of names and numbers
// in a sandbox, the same ones on every machine; elsewhere they are random, and a
// token is another at each apply.
//
// A document of more than 1 MiB is not held in memory: it is read twice, first
// to check what it decides alone, then to make rows of it, item by item. What
// memory it takes depends on the number of its items, some twenty bytes each,
// and not on what they hold.
//
// It is told apart at its top-level keys and, in YAML, at the dashes of lists
// in block style. Items that are one JSON object on one line are read a
// hundred times faster than others. YAML in which keys and dashes do not show,
// such as a document all in flow style, or one with anchors and aliases, is
// read as a whole and must not be larger than [MaxYAML]. JSON has no bound.
//
// A document that is refused is an [*Error] with the reason
// [platform.Invalid] or, when another world or person has what the document
// names, [platform.Conflict]. Of one that is read in parts the store may refuse a
// row before all references were looked up, and then that alone is told. Other
// errors are the store's.
func ApplyFrom(ctx context.Context, p *platform.Platform, name string, src Source, o Options) (Summary, error) {
	defer release(src)
	return newReading(name, src, o).apply(ctx, p, o.Reset)
}

func newReading(name string, src Source, o Options) *reading {
	return &reading{name: name, src: src, world: o.World, check: true, report: newProgress(o.Progress, src.Size(), 2)}
}

// maxRaces is how often a document is tried whose made numbers others took
// while it was read.
const maxRaces = 5

func (r *reading) apply(ctx context.Context, p *platform.Platform, reset bool) (done Summary, err error) {
	r.store = p.Store()
	for try := range maxRaces {
		if try > 0 {
			r.report.again()
			r.report.again()
		}
		done, err = r.applyOnce(ctx, p, reset)
		if platform.ReasonOf(err) != platform.Conflict || !r.names.moved() {
			break
		}
	}
	if err == nil {
		r.report.end()
	}
	return done, err
}

func (r *reading) applyOnce(ctx context.Context, p *platform.Platform, reset bool) (Summary, error) {
	text, err := r.read(ctx)
	if err != nil {
		return Summary{}, err
	}
	a := &applier{platform: p, text: text, named: r.named, world: r.header, reset: reset}
	_, small := text.(*Document)
	return a.run(ctx, small)
}

// CheckFrom is [Parse] and [Document.Check] of a document of any size, read
// as by [ApplyFrom].
func CheckFrom(ctx context.Context, name string, src Source, tell Progress) error {
	defer release(src)
	r := &reading{name: name, src: src, check: true, report: newProgress(tell, src.Size(), 1)}
	_, err := r.read(ctx)
	r.report.end()
	return err
}

// Scan is [Parse] of a document of any size that keeps nothing but the world
// that the document names, "" if it names none.
func Scan(ctx context.Context, name string, src Source, tell Progress) (world string, err error) {
	defer release(src)
	r := &reading{name: name, src: src, report: newProgress(tell, src.Size(), 1)}
	_, err = r.read(ctx)
	r.report.end()
	return r.header.Name, err
}

// smallText is up to which size a text is read as a whole, in bytes.
const smallText = 1 << 20

// reading is a document being read.
type reading struct {
	name    string
	src     Source
	world   string // that the document must be of; empty: any
	check   bool   // for more than its form
	inParts bool   // however small it is
	report  *progress
	store   platform.WorldReader // nil: the document is not applied

	names  *names
	header platform.World // as the document has it; words may be nil
	named  *checker       // knows what the document describes, if it was checked
}

// read reads the document from beginning to end: as a whole if it is small,
// or cannot be read in parts and is not too large for it.
func (r *reading) read(ctx context.Context) (text, error) {
	if r.src.Size() <= smallText && !r.inParts {
		return r.whole(ctx)
	}
	r.names = newNames(ctx, r.store, r.world)
	s, err := openStream(r.name, r.src, r.names, r.report)
	if err != nil {
		return nil, err
	}
	err = r.survey(ctx, s)
	var bad *unreadable
	switch {
	case !errors.As(err, &bad):
		return s, err
	case r.src.Size() <= MaxYAML:
		return r.whole(ctx)
	}
	return nil, newError(s, []Problem{bad.Problem}, 0, errInvalid())
}

func (r *reading) whole(ctx context.Context) (text, error) {
	data, err := io.ReadAll(io.NewSectionReader(r.src, 0, r.src.Size()))
	if err != nil {
		return nil, fmt.Errorf("world: read %s: %w", r.name, err)
	}
	r.names = newNames(ctx, r.store, r.world)
	doc, err := parseWith(r.name, data, r.names)
	if err != nil {
		return nil, err
	}
	if doc.World, err = ofWorld(doc.World, r.world); err == nil && r.check {
		r.named, err = doc.check(r.store != nil)
	}
	r.header = platform.World{Name: doc.World, Words: doc.Words}
	return doc, err
}

// ofWorld returns the world of a document that names one, or none, and is
// wanted for one, or any.
func ofWorld(named, wanted string) (string, error) {
	if wanted != "" && named != "" && named != wanted {
		return named, platform.Refuse(platform.Invalid, "the document is of world %q, the path names %q", named, wanted)
	}
	return cmp.Or(named, wanted), nil
}

// largeText is from which size on memory is given back to the system after a
// text. What checking it took is garbage, but the runtime would keep it for
// minutes, and a server is to be small when it is idle.
const largeText = 4 << 20

func release(src Source) {
	if src.Size() >= largeText {
		debug.FreeOSMemory()
	}
}
