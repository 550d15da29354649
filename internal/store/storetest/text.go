package storetest

import (
	"testing"

	"tongwan/internal/platform"
)

func textCases() []testCase {
	return []testCase{
		{"any bytes are kept", testAnyBytes},
		{"any bytes are looked for", testAnyBytesAsked},
		{"keys of any bytes", testAnyBytesKeys},
	}
}

// odd are texts that a database may have no text for: requests can hold them.
var odd = []string{"\x00", "\x01", "\x00\x01\x02", "a\x00b", "\xff\xfe", "é\xc3", "\x01\x01", "ÿ\u0100\u01ff", "\uFFFD", ""}

func testAnyBytes(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	for i, text := range odd {
		m := share(string(rune('a'+i)), 1, 12, noon)
		m.Title, m.Summary, m.ImageURL, m.TargetURL, m.Preview, m.GameTag = text, text, text, text, text, text
		ok(t, s.SendMessage(t.Context(), m, dayStart, dayEnd, 100))
		same(t, of[platform.Message](dump(t, s, "blue"))[i], m)
		c := platform.Chest{ID: string(rune('a' + i)), AppID: 1, UIN: 11, PF: text}
		ok(t, s.AddChest(t.Context(), c))
		same(t, of[platform.Chest](dump(t, s, "blue"))[i], c)
	}
}

func testAnyBytesAsked(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	for _, text := range odd {
		hash := platform.HashToken(text)
		for _, err := range []error{
			second(s.Player(t.Context(), 1, text)), second(s.Login(t.Context(), 1, text, hash)),
			second(s.BindingOfGuild(t.Context(), 1, text, text)), second(s.BindingByOpenID(t.Context(), "blue", text)),
			second(s.World(t.Context(), text)),
		} {
			refused(t, err, platform.NotFound)
		}
		same(t, must(s.RenewSession(t.Context(), 1, text, hash, noon, noon))(t), false)
	}
	same(t, len(must(s.People(t.Context(), 1, append(odd, "A1")))(t)), 1)
}

// testAnyBytesKeys: texts that differ are different keys, and sort by their
// bytes as far as they are characters.
func testAnyBytesKeys(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	var scores []platform.ReportedScore
	for _, text := range odd {
		sc := score(29, text, 0)
		sc.Scope, sc.Guild, sc.Platform = platform.Scope{Mode: text, Zone: text, Server: text, Role: text}, text, text
		scores = append(scores, platform.ReportedScore{Score: sc, Cover: true})
	}
	for range 2 {
		ok(t, s.ReportScores(t.Context(), report(noon, scores...)))
	}
	list := kept(t, s)
	same(t, len(list), len(scores))
	seen := make(map[string]bool)
	for i, sc := range list {
		seen[sc.Data] = true
		same(t, []string{sc.Scope.Mode, sc.Guild, sc.Platform}, []string{sc.Data, sc.Data, sc.Data})
		if i > 0 && i < 4 && sc.Data <= list[i-1].Data {
			t.Errorf("%q comes after %q", sc.Data, list[i-1].Data)
		}
	}
	same(t, len(seen), len(odd))
}
