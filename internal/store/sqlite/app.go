package sqlite

import (
	"context"

	"tongwan/internal/platform"
	"tongwan/internal/store/rowjson"
)

const selectApp = `
SELECT a.appid, a.world, a.name, a.appkey, a.msdkkey, a.settings, a.activities, w.words
FROM app a JOIN world w ON w.name = a.world
WHERE a.appid = ?`

// App implements [platform.AppStore].
func (s *Store) App(ctx context.Context, appid int64) (platform.App, error) {
	var app platform.App
	err := s.read(ctx, "read app", func(c *conn) error {
		q := c.sql(selectApp).int(appid)
		if !q.next() {
			return q.orNotFound("no app has appid %d", appid)
		}
		app = scanApp(q)
		q.getJSON(&app.Words)
		return q.done()
	})
	return app, err
}

func scanApp(q *stmt) platform.App {
	var (
		set  rowjson.Settings
		acts []rowjson.Activity
	)
	app := platform.App{ID: q.getInt(), World: q.getText(), Name: q.getText(), Key: q.getText(), MSDKKey: q.getText()}
	q.getJSON(&set)
	q.getJSON(&acts)
	set.Set(&app, asIs)
	app.Activities = rowjson.PlatformActivities(acts, asIs)
	return app
}

// An app of another world is left alone, so nothing changes.
const putApp = `
INSERT INTO app (appid, world, name, appkey, msdkkey, settings, activities)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (appid) DO UPDATE SET name = excluded.name, appkey = excluded.appkey,
	msdkkey = excluded.msdkkey, settings = excluded.settings, activities = excluded.activities
WHERE world = excluded.world`

func (c *conn) putApp(world string, a platform.App) error {
	err := c.sql(putApp).int(a.ID).text(world).text(a.Name).text(a.Key).text(a.MSDKKey).
		json(rowjson.OfApp(a, asIs)).json(rowjson.Activities(a.Activities, asIs)).exec()
	if err == nil && c.Changes() == 0 {
		return platform.Refuse(platform.Conflict, "appid %d belongs to another world", a.ID)
	}
	return err
}
