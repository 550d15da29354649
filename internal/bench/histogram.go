package bench

import (
	"math/bits"
	"time"
)

// A histogram's buckets are as wide as 1/32 of the power of two they lie in,
// so a quantile is off by 1.6 % at most. Longer than 18 minutes counts as that.
const (
	subBits   = 5
	subs      = 1 << subBits
	longest   = 1<<40 - 1
	histoSize = (40 - subBits + 1) * subs
)

// Histogram counts durations in fixed memory. It is not safe for concurrent
// use; the zero value is empty.
type Histogram struct {
	counts [histoSize]uint64
	total  uint64
}

// Record counts one duration; less than 0 counts as 0.
func (h *Histogram) Record(d time.Duration) {
	h.counts[bucket(uint64(min(max(d, 0), longest)))]++
	h.total++
}

// Count returns how many durations were recorded.
func (h *Histogram) Count() uint64 { return h.total }

// Add counts all that other has counted.
func (h *Histogram) Add(other *Histogram) {
	for i, n := range other.counts {
		h.counts[i] += n
	}
	h.total += other.total
}

// Quantile returns the duration that the share q of all recorded ones does not
// exceed, q from 0 to 1; 0 if nothing was recorded.
func (h *Histogram) Quantile(q float64) time.Duration {
	rank := uint64(q * float64(h.total))
	rank = min(rank, max(h.total, 1)-1)
	var seen uint64
	for i, n := range h.counts {
		if seen += n; seen > rank {
			return middle(i)
		}
	}
	return 0
}

// bucket returns the index for a value: the values below subs have their own,
// after that each power of two has subs buckets.
func bucket(v uint64) int {
	if v < subs {
		return int(v)
	}
	shift := bits.Len64(v) - 1 - subBits
	return shift*subs + int(v>>shift)
}

// middle returns the middle of a bucket.
func middle(i int) time.Duration {
	if i < subs {
		return time.Duration(i)
	}
	shift := i/subs - 1
	low := uint64(i-shift*subs) << shift
	return time.Duration(low + (1<<shift)/2)
}
