package sandbox

import (
	"math"
	"sync/atomic"
	"time"

	"tongwan/internal/gateway"
)

// rules are the rules of one world, in order. They do not change: another
// order, or another rule, is another rules.
type rules struct {
	list   []*rule
	byPath map[string][]int // indexes of list
}

// inOrder makes rules of a list, nil of none.
func inOrder(list []*rule) *rules {
	if len(list) == 0 {
		return nil
	}
	set := &rules{list: list, byPath: make(map[string][]int)}
	for at, r := range list {
		for _, p := range r.on {
			set.byPath[p] = append(set.byPath[p], at)
		}
	}
	return set
}

// all returns the list of rules, which may be nil.
func (s *rules) all() []*rule {
	if s == nil {
		return nil
	}
	return s.list
}

// rule is a [Rule] at work. It counts for itself, so that it can stand in one
// list after the other.
type rule struct {
	Rule
	on    []string      // paths
	fault gateway.Fault // but for the index
	order *order        // of Answer
	seen  atomic.Int64  // matching calls, skipped and surplus ones included; [ended]
}

// ended is in place of a count when a rule has been taken out: whatever is
// added to it stays far from any skip.
const ended = math.MinInt64 / 2

// RuleState is a rule and how often it was there for a call.
type RuleState struct {
	ID int64 `json:"id"` // no other rule has it as long as the server runs
	Rule
	Seen int64 `json:"seen"` // calls that it was for and that no rule before it answered
	Hits int64 `json:"hits"` // of these: those that it answered
}

// newRules makes rules that are in no list yet.
func newRules(list []Rule) ([]*rule, error) {
	made := make([]*rule, len(list))
	for i, from := range list {
		var err error
		if made[i], err = newRule(i, from); err != nil {
			return nil, err
		}
	}
	return made, nil
}

func newRule(index int, from Rule) (*rule, error) {
	if err := from.check(index); err != nil {
		return nil, err
	}
	r := &rule{Rule: from, on: from.paths(), fault: gateway.Fault{Close: from.Close != nil, Truncate: from.Truncate}}
	if from.Status != nil {
		r.fault.Status = *from.Status
	}
	if from.Hang != nil {
		r.fault.Hang = time.Duration(*from.Hang)
	}
	if from.Answer != nil {
		r.order, _ = readOrder(from.Answer) // checked
	}
	return r, nil
}

// takes counts a call that the rule is for and reports whether it answers it.
// The count alone decides, so that concurrent calls share out skip and times
// exactly.
func (r *rule) takes(c *gateway.Call) bool {
	if r.AppID != 0 && r.AppID != c.App.ID || r.OpenID != "" && r.OpenID != c.OpenID() {
		return false
	}
	n := r.seen.Add(1)
	return n > r.Skip && (r.Times == 0 || n-r.Skip <= r.Times)
}

// end makes the rule take no more calls and returns its last counts.
func (r *rule) end() RuleState { return r.state(r.seen.Swap(ended)) }

// state is the rule after it has seen so many calls.
func (r *rule) state(seen int64) RuleState {
	hits := max(0, seen-r.Skip)
	if r.Times > 0 {
		hits = min(hits, r.Times)
	}
	return RuleState{r.fault.ID, r.Rule, seen, hits}
}

// states returns the states of rules, never nil. One that has just been taken
// out is left out.
func states(list []*rule) []RuleState {
	all := make([]RuleState, 0, len(list))
	for _, r := range list {
		if seen := r.seen.Load(); seen >= 0 {
			all = append(all, r.state(seen))
		}
	}
	return all
}
