package world

import "hash/maphash"

// seen remembers the keys that a document has named, to find those that it
// names twice, and to know what it describes.
//
// Of a small document it keeps where each key was named first. Of a large one
// it keeps hashes: one that comes again is a suspect, and who reads the
// document a second time with [seen.among] learns where, and whether it was
// only another key with the same hash.
type seen[K comparable] struct {
	seed     maphash.Seed
	first    map[K]*path         // where keys were named first; nil of a large document
	hashes   *set64              // of a large document
	suspects map[uint64]struct{} // hashes that came twice; nil in first: all are worth remembering
}

// maxSuspects is how many suspects are looked into. More problems than an
// [Error] tells are not needed.
const maxSuspects = 1000

// remembering returns a seen that keeps every key.
func remembering[K comparable]() seen[K] { return seen[K]{first: make(map[K]*path)} }

// hashing returns a seen that keeps hashes.
func hashing[K comparable](seed maphash.Seed) seen[K] {
	return seen[K]{seed: seed, hashes: new(set64), suspects: make(map[uint64]struct{})}
}

// among returns a seen that keeps the keys that s suspects.
func (s *seen[K]) among() seen[K] {
	return seen[K]{seed: s.seed, first: make(map[K]*path), suspects: s.suspects}
}

// name notes a key that is named at a place, which is a path's key. It returns
// the place where it was named before, if that is known.
func (s *seen[K]) name(k K, in *path, key string) (before *path, again bool) {
	if s.hashes != nil {
		if h := maphash.Comparable(s.seed, k); !s.hashes.add(h) && len(s.suspects) < maxSuspects {
			s.suspects[h] = struct{}{}
		}
		return nil, false
	}
	if s.suspects != nil {
		if _, suspect := s.suspects[maphash.Comparable(s.seed, k)]; !suspect {
			return nil, false
		}
	}
	if before, again = s.first[k]; !again {
		s.first[k] = in.sub(key)
	}
	return before, again
}

// has reports whether a key was named. Of a large document one in 2⁶⁴ keys
// that were not is taken for one that was: the store refuses it then.
func (s *seen[K]) has(k K) bool {
	if s.hashes != nil {
		return s.hashes.has(maphash.Comparable(s.seed, k))
	}
	_, ok := s.first[k]
	return ok
}

// forget frees what is kept.
func (s *seen[K]) forget() { *s = seen[K]{} }
