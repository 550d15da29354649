package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

const (
	appColumns = `a.appid, a.world, a.name, a.appkey, a.msdkkey, a.settings, a.activities`

	selectApp = `SELECT ` + appColumns + `, w.words FROM app a JOIN world w ON w.name = a.world WHERE a.appid = $1`
)

// App implements [platform.AppStore].
func (s *Store) App(ctx context.Context, appid int64) (platform.App, error) {
	app, found, err := one(ctx, s, "read app", selectApp, func(r pgx.CollectableRow) (platform.App, error) {
		var list words
		app, err := scanApp(r, &list)
		app.Words = list
		return app, err
	}, appid)
	if err == nil && !found {
		err = noApp(appid)
	}
	return app, err
}

func noApp(appid int64) error {
	return platform.Refuse(platform.NotFound, "no app has appid %d", appid)
}

// scanApp scans the app columns, and what comes after them into more.
func scanApp(r pgx.CollectableRow, more ...any) (app platform.App, err error) {
	var settings, activities []byte
	into := []any{&app.ID, (*text)(&app.World), (*text)(&app.Name), (*text)(&app.Key), (*text)(&app.MSDKKey), &settings, &activities}
	if err := r.Scan(append(into, more...)...); err != nil {
		return app, err
	}
	if err := decodeSettings(settings, &app); err != nil {
		return app, err
	}
	app.Activities, err = decodeActivities(activities)
	return app, err
}
