package sandbox

import (
	"context"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"tongwan/internal/gateway"
	"tongwan/msdk"
)

// Faults holds the fault rules of all worlds and carries them out. Nothing in
// it is random, and a world without rules costs its calls two look-ups.
type Faults struct {
	mu     sync.Mutex // for writers
	ids    int64      // given to rules so far; guarded by mu
	worlds atomic.Pointer[map[string]*rules]
}

// NewFaults returns faults without any rule.
func NewFaults() *Faults {
	f := new(Faults)
	f.worlds.Store(&map[string]*rules{})
	return f
}

// Set replaces the rules of a world and returns the new ones, which count from
// 0. A list with a rule that is wrong leaves everything as it was; the error
// is a [*RuleError].
func (f *Faults) Set(world string, list []Rule) ([]RuleState, error) {
	return f.put(world, list, func(_, made []*rule) []*rule { return made })
}

// Add puts rules behind those of a world, which go on counting, and returns
// the new ones. Its errors are those of Set.
func (f *Faults) Add(world string, list []Rule) ([]RuleState, error) {
	return f.put(world, list, func(old, made []*rule) []*rule { return slices.Concat(old, made) })
}

// put makes rules, gives them their ids and joins them with the old ones.
func (f *Faults) put(world string, list []Rule, join func(old, made []*rule) []*rule) ([]RuleState, error) {
	made, err := newRules(list)
	if err != nil {
		return nil, err
	}
	var put []RuleState
	f.change(world, func(old []*rule) []*rule {
		for _, r := range made {
			f.ids++
			r.fault.ID = f.ids
		}
		put = states(made) // before a call can meet them
		return join(old, made)
	})
	return put, nil
}

// Remove takes a rule out of a world and returns what it came to in the end:
// afterwards it neither answers nor counts a call, not even one that is on its
// way. It reports false if the world has no such rule.
func (f *Faults) Remove(world string, id int64) (RuleState, bool) {
	var removed *rule
	f.change(world, func(old []*rule) []*rule {
		at := slices.IndexFunc(old, func(r *rule) bool { return r.fault.ID == id })
		if at < 0 {
			return old
		}
		removed = old[at]
		return slices.Delete(slices.Clone(old), at, at+1)
	})
	if removed == nil {
		return RuleState{}, false
	}
	return removed.end(), true
}

// Forget drops the rules of a world.
func (f *Faults) Forget(world string) {
	f.change(world, func([]*rule) []*rule { return nil })
}

// change makes a new list of a world's rules. Calls that are under way go on
// with the old one, whose rules are the same: no count is lost.
func (f *Faults) change(world string, list func(old []*rule) []*rule) {
	f.mu.Lock()
	defer f.mu.Unlock()
	worlds := maps.Clone(*f.worlds.Load())
	if set := inOrder(list(worlds[world].all())); set != nil {
		worlds[world] = set
	} else {
		delete(worlds, world)
	}
	f.worlds.Store(&worlds)
}

// List returns the rules of a world with their counts, never nil.
func (f *Faults) List(world string) []RuleState {
	return states((*f.worlds.Load())[world].all())
}

// Around puts the rules around a handler: it is what a gateway's Config takes.
func (f *Faults) Around(next gateway.Handler) gateway.Handler {
	return func(ctx context.Context, c *gateway.Call) (msdk.Enveloped, error) {
		r, at := f.match(c)
		if r == nil {
			return next(ctx, c)
		}
		fault := r.fault
		fault.Rule = at
		c.Fault = &fault
		return r.serve(ctx, c, next)
	}
}

// match returns the first rule that takes a call and its index, nil if none
// does.
func (f *Faults) match(c *gateway.Call) (*rule, int) {
	set := (*f.worlds.Load())[c.App.World]
	if set == nil {
		return nil, 0
	}
	for _, at := range set.byPath[c.Path] {
		if r := set.list[at]; r.takes(c) {
			return r, at
		}
	}
	return nil, 0
}
