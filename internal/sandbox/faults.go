package sandbox

import (
	"context"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"tongwan/internal/gateway"
	"tongwan/msdk"
)

// Faults holds the fault rules of all worlds and carries them out. Nothing in
// it is random, and a world without rules costs its calls two look-ups.
type Faults struct {
	mu     sync.Mutex // for writers
	worlds atomic.Pointer[map[string]*rules]
}

// rules are the rules of one world, in order.
type rules struct {
	list   []*rule
	byPath map[string][]*rule
}

// rule is a [Rule] at work.
type rule struct {
	Rule
	fault gateway.Fault
	order *order       // of Answer
	seen  atomic.Int64 // matching calls, skipped and surplus ones included
}

// RuleState is a rule and how often it answered.
type RuleState struct {
	Rule
	Hits int64 `json:"hits"`
}

// NewFaults returns faults without any rule.
func NewFaults() *Faults {
	f := new(Faults)
	f.worlds.Store(&map[string]*rules{})
	return f
}

// Set replaces the rules of a world and starts counting anew. A list with a
// rule that is wrong leaves everything as it was; the error is a [*RuleError].
func (f *Faults) Set(world string, list []Rule) error {
	set := &rules{byPath: make(map[string][]*rule)}
	for i := range list {
		r, err := newRule(i, list[i])
		if err != nil {
			return err
		}
		set.list = append(set.list, r)
		for _, p := range r.paths() {
			set.byPath[p] = append(set.byPath[p], r)
		}
	}
	f.put(world, set)
	return nil
}

// Forget drops the rules of a world.
func (f *Faults) Forget(world string) { f.put(world, new(rules)) }

func (f *Faults) put(world string, set *rules) {
	f.mu.Lock()
	defer f.mu.Unlock()
	worlds := maps.Clone(*f.worlds.Load())
	delete(worlds, world)
	if len(set.list) > 0 {
		worlds[world] = set
	}
	f.worlds.Store(&worlds)
}

// List returns the rules of a world with their counts, never nil.
func (f *Faults) List(world string) []RuleState {
	list := []RuleState{}
	if set := (*f.worlds.Load())[world]; set != nil {
		for _, r := range set.list {
			list = append(list, RuleState{r.Rule, r.hits()})
		}
	}
	return list
}

// Around puts the rules around a handler: it is what a gateway's Config takes.
func (f *Faults) Around(next gateway.Handler) gateway.Handler {
	return func(ctx context.Context, c *gateway.Call) (msdk.Enveloped, error) {
		if r := f.match(c); r != nil {
			return r.serve(ctx, c, next)
		}
		return next(ctx, c)
	}
}

// match returns the first rule that takes a call, nil if none does.
func (f *Faults) match(c *gateway.Call) *rule {
	set := (*f.worlds.Load())[c.App.World]
	if set == nil {
		return nil
	}
	list := set.byPath[c.Path]
	if i := slices.IndexFunc(list, func(r *rule) bool { return r.takes(c) }); i >= 0 {
		return list[i]
	}
	return nil
}

func newRule(index int, from Rule) (*rule, error) {
	if err := from.check(index); err != nil {
		return nil, err
	}
	r := &rule{Rule: from, fault: gateway.Fault{Rule: index, Close: from.Close != nil, Truncate: from.Truncate}}
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
	n := r.seen.Add(1) - r.Skip
	return n > 0 && (r.Times == 0 || n <= r.Times)
}

// hits returns how many calls the rule answered.
func (r *rule) hits() int64 {
	n := max(0, r.seen.Load()-r.Skip)
	if r.Times > 0 {
		n = min(n, r.Times)
	}
	return n
}
