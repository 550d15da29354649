package worldgen

import "math/rand/v2"

// ring seats all accounts in a circle, in an order that has nothing to do with
// their uins; everyone is friends with the same number of neighbours on either
// side. The account k seats ahead of account i is i + k·step, modulo n: since n
// and step have no common factor, that visits every account once.
type ring struct{ n, step int }

// ring returns the seating that the seed gives.
func (o Options) ring() ring {
	r := ring{n: o.Accounts, step: 1}
	if r.n < 4 {
		return r
	}
	random := rand.New(rand.NewPCG(o.Seed, ringStream))
	for r.step = 0; gcd(r.n, r.step) != 1; {
		r.step = 1 + random.IntN(r.n-1)
	}
	return r
}

// ahead returns the account k seats ahead of account i; behind, if k < 0.
func (r ring) ahead(i, k int) int {
	j := (i + k*r.step) % r.n
	if j < 0 {
		j += r.n
	}
	return j
}

// Friend returns the index of the k-th friend of account index, k from 0 to
// Friends-1. Two values of k never give the same friend.
func (o Options) Friend(index, k int) int {
	seats := k/2 + 1
	if k%2 == 1 {
		seats = -seats
	}
	return o.ring().ahead(index, seats)
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
