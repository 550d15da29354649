package world

import "io"

// Progress is told how much of the work on a document is done: bytes of total,
// both counting each reading of the text. done never falls and reaches total
// at the end; total may grow.
type Progress func(done, total int64)

// progressStep is how many bytes are read between two calls.
const progressStep = 1 << 20

// progress counts for a Progress, which may be nil.
type progress struct {
	tell        Progress
	size        int64 // of the text
	done, total int64
	told        int64
}

func newProgress(tell Progress, size int64, readings int) *progress {
	return &progress{tell: tell, size: size, total: int64(readings) * size}
}

// again tells that the text is read once more than was expected.
func (p *progress) again() {
	if p != nil {
		p.total += p.size
	}
}

// reader counts what is read through it.
func (p *progress) reader(r io.Reader) io.Reader {
	if p == nil || p.tell == nil {
		return r
	}
	return &countingReader{r, p}
}

func (p *progress) add(n int64) {
	p.done = min(p.done+n, p.total)
	if p.done-p.told >= progressStep {
		p.told = p.done
		p.tell(p.done, p.total)
	}
}

// end tells that all is done.
func (p *progress) end() {
	if p != nil && p.tell != nil {
		p.tell(p.total, p.total)
	}
}

type countingReader struct {
	io.Reader
	progress *progress
}

func (r *countingReader) Read(b []byte) (int, error) {
	n, err := r.Reader.Read(b)
	r.progress.add(int64(n))
	return n, err
}
