package bench

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestBucketsFollowOneAnother(t *testing.T) {
	for v := uint64(0); v < 1<<14; v++ {
		i, next := bucket(v), bucket(v+1)
		if next != i && next != i+1 {
			t.Fatalf("bucket(%d) = %d, bucket(%d) = %d", v, i, v+1, next)
		}
	}
	if last := bucket(longest); last != histoSize-1 {
		t.Errorf("the longest duration is in bucket %d of %d", last, histoSize)
	}
	for i := range histoSize {
		if got := bucket(uint64(middle(i))); got != i {
			t.Errorf("the middle of bucket %d is in bucket %d", i, got)
		}
	}
}

func TestQuantiles(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var h Histogram
	values := make([]time.Duration, 10_000)
	for i := range values {
		values[i] = time.Duration(random.ExpFloat64() * float64(3*time.Millisecond))
		h.Record(values[i])
	}
	slices.Sort(values)
	for _, q := range []float64{0, 0.5, 0.9, 0.99, 0.999, 1} {
		want := values[min(int(q*float64(len(values))), len(values)-1)]
		got := h.Quantile(q)
		if diff := (got - want).Abs(); diff > want/50+1 {
			t.Errorf("quantile %g is %s, want %s", q, got, want)
		}
	}
	if h.Count() != 10_000 {
		t.Errorf("count is %d", h.Count())
	}
}

func TestHistogramEdges(t *testing.T) {
	var h Histogram
	if got := h.Quantile(0.5); got != 0 {
		t.Errorf("quantile of nothing is %s", got)
	}
	h.Record(-time.Second)
	if got := h.Quantile(1); got != 0 {
		t.Errorf("a negative duration counts as %s", got)
	}
	h.Record(100 * time.Hour)
	if got := h.Quantile(1); got < 18*time.Minute || got > 19*time.Minute {
		t.Errorf("a very long duration counts as %s", got)
	}
}

func TestHistogramAdd(t *testing.T) {
	var a, b Histogram
	a.Record(time.Millisecond)
	b.Record(time.Second)
	b.Record(time.Second)
	a.Add(&b)
	if a.Count() != 3 || a.Quantile(0.5) < 900*time.Millisecond || a.Quantile(0) > 2*time.Millisecond {
		t.Errorf("count %d, p50 %s, least %s", a.Count(), a.Quantile(0.5), a.Quantile(0))
	}
}
