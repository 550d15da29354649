package postgres

import (
	"database/sql"
	"os"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tongwan/internal/pgtest"
	"tongwan/internal/platform"
)

// TestUpgrade brings the first released schema, with data in it, to the
// newest, and uses it.
func TestUpgrade(t *testing.T) {
	dsn := pgtest.Database(t, nil)
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	p, err := newProvider(db)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	rows, err := os.ReadFile("testdata/00001_platform.sql")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), string(rows)); err != nil {
		t.Fatal(err)
	}
	if _, err := Migrate(t.Context(), dsn); err != nil {
		t.Fatal(err)
	}
	s := open(t, dsn, nil)
	if l, err := s.Login(t.Context(), 1, "A1", platform.HashToken("t")); err != nil || !l.Found {
		t.Errorf("a login of before: %t, %v", l.Found, err)
	}
	if list, err := s.Friends(t.Context(), 11, 1); err != nil || len(list) != 1 || list[0].OpenID != "B1" {
		t.Errorf("friends of before: %v, %v", list, err)
	}
	if b, err := s.BindingByJoinKey(t.Context(), "blue", "key"); err != nil || b.Code != 51 {
		t.Errorf("a join key of before: %v, %v", b, err)
	}
	if n, err := s.TakeFromChest(t.Context(), platform.Chest{UIN: 11, AppID: 1, ID: "c"}, platform.Take{UIN: 12, At: noon}); err != nil || n != 0 {
		t.Errorf("take from a chest of before: %d, %v", n, err)
	}
	if c, err := s.Chest(t.Context(), "blue", "c"); err != nil || len(c.Takes) != 1 {
		t.Errorf("a chest of before: %v, %v", c, err)
	}
	if counts, err := s.Unread(t.Context(), 11); err != nil || counts[1] != 1 {
		t.Errorf("unread messages of before: %v, %v", counts, err)
	}
	var kinds []string
	if err := s.Dump(t.Context(), "blue", func(r platform.Row) error {
		kinds = append(kinds, kindName(r))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	want := []string{"App", "Account", "Account", "Player", "Player", "Session", "Gifts", "Friendship", "GroupRow", "Message", "Unbound", "Chest", "Score", "Period"}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("- should be, + is:\n%s", diff)
	}
	if err := s.DropWorld(t.Context(), "blue"); err != nil {
		t.Error(err)
	}
}

func kindName(r platform.Row) string { return reflect.TypeOf(r).Name() }
