package storetest

import (
	"fmt"
	"testing"
	"time"

	"tongwan/internal/platform"
)

func visitCases() []testCase {
	return []testCase{
		{"add and end", testVisit},
		{"over", testVisitsOver},
		{"rests on a password", testVisitProved},
		{"while the password changes", func(t *testing.T, s platform.Store) { testVisitsOfOldPassword(t, s, s) }},
	}
}

func visit(uin int64, secret string, expires time.Time) platform.Visit {
	return platform.Visit{UIN: uin, Hash: platform.HashToken(secret), Expires: expires}
}

func testVisit(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	one, two := visit(11, "one", noon), visit(11, "two", noon.Add(time.Hour))
	ok(t, s.AddVisit(t.Context(), one, "", noon.Add(-time.Hour)))
	ok(t, s.AddVisit(t.Context(), two, "", noon.Add(-time.Hour)))
	same(t, must(s.Visit(t.Context(), 11, one.Hash))(t), one)
	same(t, must(s.Visit(t.Context(), 11, two.Hash))(t), two)
	refused(t, second(s.Visit(t.Context(), 12, one.Hash)), platform.NotFound)

	ok(t, s.EndVisit(t.Context(), 12, one.Hash)) // not theirs
	ok(t, s.EndVisit(t.Context(), 11, two.Hash))
	ok(t, s.EndVisit(t.Context(), 11, two.Hash))
	refused(t, second(s.Visit(t.Context(), 11, two.Hash)), platform.NotFound)
	same(t, must(s.Visit(t.Context(), 11, one.Hash))(t), one)
	refused(t, s.AddVisit(t.Context(), visit(99, "x", noon), "", noon), platform.NotFound)
}

// testVisitsOver: a new visit drops the account's that are over.
func testVisitsOver(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	before := noon.Add(-time.Hour)
	ok(t, s.AddVisit(t.Context(), visit(11, "over", noon), "", before))
	ok(t, s.AddVisit(t.Context(), visit(11, "not yet", noon.Add(time.Millisecond)), "", before))
	ok(t, s.AddVisit(t.Context(), visit(12, "another's", noon), "", before))
	ok(t, s.AddVisit(t.Context(), visit(11, "new", noon.Add(time.Hour)), "", noon))
	refused(t, second(s.Visit(t.Context(), 11, platform.HashToken("over"))), platform.NotFound)
	ok(t, second(s.Visit(t.Context(), 11, platform.HashToken("not yet"))))
	ok(t, second(s.Visit(t.Context(), 11, platform.HashToken("new"))))
	ok(t, second(s.Visit(t.Context(), 12, platform.HashToken("another's"))))
}

// testVisitProved: only the hash that the account has now lets in.
func testVisitProved(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	before := noon.Add(-time.Hour)
	ok(t, s.ChangePassword(t.Context(), 11, "", "$one$"))
	ok(t, s.AddVisit(t.Context(), visit(11, "one", noon), "$one$", before))
	ok(t, s.ChangePassword(t.Context(), 11, "$one$", "$two$"))
	refused(t, s.AddVisit(t.Context(), visit(11, "late", noon), "$one$", before), platform.WrongPassword)
	refused(t, second(s.Visit(t.Context(), 11, platform.HashToken("late"))), platform.NotFound)
	ok(t, s.AddVisit(t.Context(), visit(11, "two", noon), "$two$", before))
	ok(t, s.AddVisit(t.Context(), visit(11, "without", noon), "", before))
	refused(t, s.AddVisit(t.Context(), visit(99, "x", noon), "$one$", before), platform.NotFound)

	refused(t, s.ChangePassword(t.Context(), 11, "$one$", "$three$"), platform.WrongPassword)
	same(t, must(s.Account(t.Context(), 11))(t).Password, "$two$")
	ok(t, second(s.Visit(t.Context(), 11, platform.HashToken("two"))))
}

// testVisitsOfOldPassword: a visit that begins while the password changes
// ends with it or does not begin, and of those who change it one does.
func testVisitsOfOldPassword(t *testing.T, a, b platform.Store) {
	const people, rounds = 12, 10
	blueAndRed(t, a)
	ok(t, a.ChangePassword(t.Context(), 11, "", "hash 0"))
	for round := range rounds {
		old, hash := fmt.Sprint("hash ", round), fmt.Sprint("hash ", round+1)
		ok(t, a.AddVisit(t.Context(), visit(11, "first", noon), old, noon.Add(-time.Hour)))
		changed := 0
		for i, err := range together(people, func(i int) error {
			if i%4 == 3 {
				return either(a, b, i/4).ChangePassword(background(), 11, old, hash)
			}
			return either(a, b, i).AddVisit(background(), visit(11, fmt.Sprint(round, " ", i), noon), old, noon.Add(-time.Hour))
		}) {
			switch {
			case err != nil:
				refused(t, err, platform.WrongPassword)
			case i%4 == 3:
				changed++
			}
			refused(t, second(b.Visit(t.Context(), 11, platform.HashToken(fmt.Sprint(round, " ", i)))), platform.NotFound)
		}
		same(t, changed, 1)
		refused(t, second(a.Visit(t.Context(), 11, platform.HashToken("first"))), platform.NotFound)
	}
}
