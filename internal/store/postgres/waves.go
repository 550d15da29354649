package postgres

import "slices"

// waves divides a list so that no key comes twice in a part, for one statement
// changes a row only once: a key's k-th occurrence is in part k. Each part is
// in the order of its keys, so that statements lock rows in the same order.
func waves[T any, K comparable](list []T, key func(T) K, compare func(a, b K) int) [][]T {
	var parts [][]T
	times := make(map[K]int, len(list))
	for _, item := range list {
		k := key(item)
		n := times[k]
		times[k]++
		if n == len(parts) {
			parts = append(parts, make([]T, 0, len(list)-n))
		}
		parts[n] = append(parts[n], item)
	}
	for _, part := range parts {
		slices.SortFunc(part, func(a, b T) int { return compare(key(a), key(b)) })
	}
	return parts
}
