package web

import (
	"net/http"
	"testing"
	"time"

	"tongwan/internal/platform"
)

func TestLanguages(t *testing.T) {
	f := start(t, Config{})
	tests := map[string]string{
		"":                        "zh-CN",
		"zh-CN,zh;q=0.9,en;q=0.8": "zh-CN",
		"zh-TW":                   "zh-CN",
		"en-GB,en;q=0.9":          "en",
		"en;q=0.5, zh;q=0.9":      "zh-CN",
		"de-DE,de;q=0.9,en;q=0.8": "en",
		"ja":                      "zh-CN",
		"nonsense;;;q=x":          "zh-CN",
	}
	for accept, want := range tests {
		b := f.browser(t, 0)
		b.Header = http.Header{"Accept-Language": {accept}}
		page := b.Get("/home").Shows(200, `<html lang="`+want+`">`)
		if got := page.Header.Get("Content-Language"); got != want {
			t.Errorf("%q: Content-Language is %q, want %q", accept, got, want)
		}
	}
}

func TestSwitchOfLanguage(t *testing.T) {
	f := start(t, Config{})
	b := f.browser(t, ann)
	page := b.Get("/home?a=1").Shows(200, "Hello Ann", `value="zh"`, "中文")
	page = b.Follow(b.Submit(page, "/language", "lang", "zh")).Shows(200, "你好，Ann", `value="en"`)
	if page.URL != "/home?a=1" {
		t.Errorf("the switch leads to %s", page.URL)
	}
	b.Follow(b.Submit(page, "/language", "lang", "en")).Shows(200, "Hello Ann")
	b.Submit(page, "/language", "lang", "fr").Shows(400)
	b.SetCookie(langName, "fr")
	b.Get("/home").Shows(200, "Hello Ann")
}

func TestTimesAreShownInTheZone(t *testing.T) {
	at := time.Date(2026, 1, 6, 18, 5, 0, 0, time.UTC).In(platform.Shanghai)
	if got := formatTime(English, at); got != "7 Jan 2026, 02:05" {
		t.Errorf("in English %q", got)
	}
	if got := formatTime(Chinese, at); got != "2026年1月7日 02:05" {
		t.Errorf("in Chinese %q", got)
	}
}
