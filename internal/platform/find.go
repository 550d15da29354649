package platform

import (
	"context"
	"strconv"
	"strings"
)

// searchDepth is how many accounts of a world are looked at for a nickname.
// Larger worlds are made by programs, which know the numbers.
const searchDepth = 20_000

// FindAccounts lists accounts of a world as [AccountStore] does, but only
// those whose nickname contains a text or whose uin begins with it; the one
// that has just this uin alone. An empty text finds all.
func (p *Platform) FindAccounts(ctx context.Context, world, text string, after int64, limit int) ([]Account, error) {
	if text == "" {
		return p.store.Accounts(ctx, world, after, limit)
	}
	if uin, err := strconv.ParseInt(text, 10, 64); err == nil && uin > after {
		list, err := p.store.Accounts(ctx, world, uin-1, 1)
		if err != nil || len(list) == 1 && list[0].UIN == uin {
			return list, err
		}
	}
	return p.searchAccounts(ctx, world, strings.ToLower(text), after, limit)
}

func (p *Platform) searchAccounts(ctx context.Context, world, text string, after int64, limit int) ([]Account, error) {
	const batch = 1000
	var found []Account
	for range searchDepth / batch {
		list, err := p.store.Accounts(ctx, world, after, batch)
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			after = a.UIN
			if !strings.Contains(strings.ToLower(a.Nickname), text) && !strings.HasPrefix(strconv.FormatInt(a.UIN, 10), text) {
				continue
			}
			if found = append(found, a); len(found) == limit {
				return found, nil
			}
		}
		if len(list) < batch {
			break
		}
	}
	return found, nil
}

// Worlds returns the names of all worlds, sorted.
func (p *Platform) Worlds(ctx context.Context) ([]string, error) { return p.store.Worlds(ctx) }
