package sqlite

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tongwan/internal/platform"
)

// oldRows are what a database of schema version 2 may hold, with a join key
// and a boxid that two have: nothing was held against that then.
var oldRows = []string{
	`INSERT INTO world (name, words) VALUES ('w', '["x"]')`,
	`INSERT INTO app (appid, world, name, appkey, msdkkey, settings, activities)
	VALUES (1, 'w', 'app', 'key', '', '{"share_quota":3,"session_ns":7200000000000}', '[{"id":92}]')`,
	`INSERT INTO account (uin, world, nickname, gender, avatar, follows_games, password, qq_level, vip)
	VALUES (11, 'w', 'one', 'male', '', 1, '', 3, ''), (12, 'w', 'two', 'female', '', 1, 'hash', 4, '[{"k":"qq","l":2}]')`,
	`INSERT INTO player (uin, appid, openid, wifi) VALUES (11, 1, 'A', 0), (12, 1, 'B', 1)`,
	`INSERT INTO session (uin, appid, hash, token, expires, revoked) VALUES (11, 1, zeroblob(32), 't', 1589947200000, 0)`,
	`INSERT INTO friend (uin, friend, remark) VALUES (11, 12, 'dos'), (12, 11, '')`,
	`INSERT INTO chatgroup (code, world, name, memo, max, owner, dissolved)
	VALUES (51, 'w', 'g', '', 200, 11, 0), (52, 'w', 'h', '', 200, 11, 0)`,
	`INSERT INTO group_member (code, uin, admin) VALUES (51, 11, 0), (52, 11, 0)`,
	`INSERT INTO group_binding (code, appid, unionid, zoneid, group_openid, join_key)
	VALUES (51, 1, 'u', '1', 'G', 'key'), (52, 1, 'u', '2', 'H', 'key')`,
	`INSERT INTO message (uin, appid, sent, id, sender, title, summary, image_url, target_url, preview, game_tag, act, src, read)
	VALUES (12, 1, 1589947200000, 'm', 11, 'title', '', '', '', '', '', 0, 0, 0),
		(12, 1, 1589947200001, 'n', 11, 'read', '', '', '', '', '', 0, 0, 1589947200002)`,
	`INSERT INTO chest (uin, appid, id, actid, items, people, pf, created)
	VALUES (11, 1, 'c', 92, 40, 3, '', 1589947200000), (12, 1, 'c', 92, 40, 3, '', 1589947200000)`,
	`INSERT INTO purpose (only, purpose) VALUES (1, 'platform')`,
}

// openOld makes a database of schema version 2 and opens it as it is today.
func openOld(t *testing.T) *Store {
	t.Helper()
	path := newPath(t)
	c, err := openWriter(path)
	if err != nil {
		t.Fatal(err)
	}
	migrations, err := readMigrations()
	if err != nil {
		t.Fatal(err)
	}
	err = migrateTo(t.Context(), c, migrations[:2])
	for _, text := range oldRows {
		err = errors.Join(err, c.sql(text).exec())
	}
	if err = errors.Join(err, c.Close()); err != nil {
		t.Fatal(err)
	}
	return openFile(t, path)
}

// TestUpgradeKeeps: what an older database holds is all there, and only that.
func TestUpgradeKeeps(t *testing.T) {
	s := openOld(t)
	kinds := make(map[string]int)
	err := s.Dump(t.Context(), "w", func(row platform.Row) error {
		switch r := row.(type) {
		case platform.App:
			kinds["app"]++
			if r.Settings.Session != 2*time.Hour || len(r.RedirectURIs) != 0 || len(r.Activities) != 1 {
				t.Errorf("app became %+v", r)
			}
		case platform.Account:
			kinds["account"]++
		case platform.Player:
			kinds["player"]++
		case platform.Session:
			kinds["session"]++
			if r.Token != "t" || !r.Expires.Equal(noon) {
				t.Errorf("session became %+v", r)
			}
		case platform.Friendship:
			kinds["friendship"]++
		case platform.GroupRow:
			kinds["group"] += len(r.Bindings)
		case platform.Message:
			kinds["message"]++
		case platform.Chest:
			kinds["chest"]++
			if len(r.Takes) != 0 {
				t.Errorf("chest became %+v", r)
			}
		default:
			t.Errorf("there is a %T", r)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"app": 1, "account": 2, "player": 2, "session": 1, "friendship": 1, "group": 2, "message": 2, "chest": 2}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("- should be, + is:\n%s", diff)
	}
	if purpose, err := s.Dedicate(t.Context(), platform.PurposeSandbox); purpose != platform.PurposePlatform || err != nil {
		t.Errorf("the purpose became %q, %v", purpose, err)
	}
}

// TestUpgradeServes: what is new works on rows that are old.
func TestUpgradeServes(t *testing.T) {
	s := openOld(t)
	ctx := t.Context()
	unread, err := s.Unread(ctx, 12)
	if err != nil || unread[1] != 1 {
		t.Errorf("unread: %v, %v", unread, err)
	}
	if b, err := s.BindingByJoinKey(ctx, "w", "key"); err != nil || b.Group.Owner != 11 {
		t.Errorf("join key: %+v, %v", b, err)
	}
	chest, err := s.Chest(ctx, "w", "c")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.TakeFromChest(ctx, chest, platform.Take{UIN: 12, At: noon}); err != nil {
		t.Error(err)
	}
	hash := platform.HashToken("c")
	code := platform.Code{Hash: hash, UIN: 11, AppID: 1, Expires: noon}
	if err := s.AddCode(ctx, code, noon); err != nil {
		t.Error(err)
	}
	if _, first, err := s.UseCode(ctx, hash); !first || err != nil {
		t.Errorf("use code: %v, %v", first, err)
	}
	old := platform.Issued{Session: platform.Session{UIN: 11, AppID: 1, Hash: platform.HashToken("new")}, Code: hash}
	if err := s.Issue(ctx, old, noon.AddDate(1, 0, 0)); err != nil {
		t.Error(err)
	}
	if err := s.RevokeIssued(ctx, code); err != nil {
		t.Error(err)
	}
	if l, err := s.Login(ctx, 1, "A", platform.TokenHash{}); !l.Found || l.Session.Revoked != platform.Live || err != nil {
		t.Errorf("a session of before became %+v, %v", l, err)
	}
}
