package platform

import (
	"strings"
	"testing"
)

func TestMessageCheck(t *testing.T) {
	long := func(n int) string { return strings.Repeat("x", n) }
	tests := []struct {
		name string
		m    Message
		want Reason
	}{
		{"at every bound", Message{Title: long(45), Summary: long(45), TargetURL: long(512), ImageURL: long(98)}, ""},
		{"title counts bytes", Message{Title: strings.Repeat("字", 16)}, TextTooLong},
		{"summary", Message{Title: "t", Summary: long(46)}, TextTooLong},
		{"target_url", Message{Title: "t", TargetURL: long(513)}, TextTooLong},
		{"all together", Message{Title: long(45), Summary: long(45), TargetURL: long(512), ImageURL: long(99)}, BodyTooLarge},
		{"too long a title goes before too large a body", Message{Title: long(46), ImageURL: long(900)}, TextTooLong},
		{"a listed word in the title", Message{Title: "a 外挂 b"}, ListedWord},
		{"in the preview", Message{Title: "t", Preview: "外挂"}, ListedWord},
		{"not looked for in the tag", Message{Title: "t", GameTag: "外挂"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := ReasonOf(tt.m.check([]string{"外挂"})); got != tt.want {
				t.Errorf("refused for %q, want %q", got, tt.want)
			}
		})
	}
}

func TestRefererAllowed(t *testing.T) {
	app := &App{Settings: Settings{AllowedReferers: []string{"gamecenter.qq.com"}}}
	for host, want := range map[string]bool{"": true, "gamecenter.qq.com": true, "GameCenter.QQ.com": true, "evil.example": false, "xgamecenter.qq.com": false} {
		if got := app.refererAllowed(host); got != want {
			t.Errorf("referer %q allowed: %t, want %t", host, got, want)
		}
	}
	if !(&App{}).refererAllowed("anywhere.example") {
		t.Error("an app without a list refused a referer")
	}
}

func TestBriefKeepsUTF8(t *testing.T) {
	got := brief(strings.Repeat("字", 100))
	if strings.ContainsRune(got, '\uFFFD') || len(got) > 70 {
		t.Errorf("brief gave %q", got)
	}
}
