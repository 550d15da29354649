package sandbox

import (
	"context"
	"errors"

	"tongwan/internal/platform"
)

// neighbours are the apps of a ring's world, as of when known was handed out.
type neighbours struct {
	known *platform.App
	list  []platform.App
}

// apps returns the apps of a world that has an entry. The platform hands out
// the same app until some world changes: until then the list of the last time
// will do.
func (j *Journal) apps(ctx context.Context, world string, e *entry) ([]platform.App, error) {
	app, err := j.config.Platform.App(ctx, e.appid)
	if err != nil {
		return nil, ignoreGone(err)
	}
	r := j.ring(world, e.begun)
	if r == nil {
		return nil, nil
	}
	r.mu.Lock()
	last := r.apps
	r.mu.Unlock()
	if last.known == app {
		return last.list, nil
	}
	var list []platform.App
	err = j.config.Platform.Store().Dump(ctx, world, func(row platform.Row) error {
		a, ok := row.(platform.App)
		if !ok {
			return errEnough // apps come first
		}
		list = append(list, a)
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, ignoreGone(err)
	}
	r.mu.Lock()
	r.apps = neighbours{app, list}
	r.mu.Unlock()
	return list, nil
}

var errEnough = errors.New("enough")

// ignoreGone takes what is not there any more for nothing.
func ignoreGone(err error) error {
	if platform.ReasonOf(err) == platform.NotFound {
		return nil
	}
	return err
}
