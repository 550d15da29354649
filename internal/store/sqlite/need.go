package sqlite

import "tongwan/internal/platform"

// What a loaded row rests on must be in the same world: nothing by that name
// is [platform.Invalid], another world's is a [platform.Conflict].

const (
	selectWorldOfApp     = `SELECT world FROM app WHERE appid = ?`
	selectWorldOfAccount = `SELECT world FROM account WHERE uin = ?`
	selectPlayerInWorld  = `
SELECT 1 FROM player p CROSS JOIN account a ON a.uin = p.uin
WHERE p.uin = ? AND p.appid = ? AND a.world = ?`
)

func (l *loader) needApp(appid int64) error {
	return l.needHere(l.c.sql(selectWorldOfApp).int(appid), "appid", appid)
}

func (l *loader) needAccount(uin int64) error {
	return l.needHere(l.c.sql(selectWorldOfAccount).int(uin), "uin", uin)
}

func (l *loader) needHere(q *stmt, name string, id int64) error {
	var world string
	found := q.next()
	if found {
		world = q.getText()
	}
	switch err := q.done(); {
	case err != nil:
		return err
	case !found:
		return platform.Refuse(platform.Invalid, "there is no %s %d", name, id)
	case world != l.world:
		return platform.Refuse(platform.Conflict, "%s %d belongs to another world", name, id)
	}
	return nil
}

func (l *loader) needPlayer(uin, appid int64) error {
	if l.known.uin == uin && l.known.appid == appid && uin != 0 {
		return nil
	}
	found, err := l.c.sql(selectPlayerInWorld).int(uin).int(appid).text(l.world).exists()
	if err != nil {
		return err
	}
	if !found {
		return l.noPlayer(uin, appid)
	}
	l.known.uin, l.known.appid = uin, appid
	return nil
}

// noPlayer says why there is no such player in this world.
func (l *loader) noPlayer(uin, appid int64) error {
	if err := l.needApp(appid); err != nil {
		return err
	}
	if err := l.needAccount(uin); err != nil {
		return err
	}
	return platform.Refuse(platform.Invalid, "account %d does not play app %d", uin, appid)
}
