package gamecenter

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"tongwan/msdk"
)

func TestDataPage(t *testing.T) {
	t.Parallel()
	f := start(t)
	b := f.browser(t, 10001)
	b.Get("/gamecenter/1001/data").Shows(http.StatusOK,
		"reported of MENG", `data-events="/gamecenter/1001/data/events"`,
		`data-mode="" data-zone="" data-server="" data-role=""`, "No mode, zone, server or role",
		`data-type="1" data-value="35"`, "level", "7 Jan, 11:58", "Android", "never",
		`data-type="3" data-value="8800"`, "8,800", "12 Jan, 00:00",
		`data-type="5" data-value="12000" data-computed`, "best result ever", "12,000", "computed",
		`data-type="6" data-value="1" data-computed`, "rank last week",
		`data-type="7" data-value="420" data-expired`, "expired", "7 Jan, 11:59",
		`data-type="8" data-value="1767757800"`, "1767757800", "7 Jan, 11:50",
		`data-type="14" data-value="600"`, "game length",
		`data-type="14" data-value="5400" data-computed`, "time played in all",
		`data-type="16" data-value="3" data-computed`,
		`data-type="24" data-value="0.618"`,
		`data-type="1001" data-value="自定义数据"`, "The game's own",
		`data-type="301" data-value="龙腾"`, "guild 35502799",
		`data-type="311" data-value="1"`, "leader",
		`data-mode="2" data-zone="35"`, "Mode 2", "Zone 35",
		`data-type="3" data-value="55"`, "iOS",
		`data-type="29" data-value="萌萌哒"`)
	f.browser(t, 10008).Get("/gamecenter/1001/data").Shows(http.StatusOK, `id="data-empty"`)
}

// Every type of the table has its name on the page, in both languages.
func TestDataNames(t *testing.T) {
	t.Parallel()
	f := start(t)
	var scores []any
	for _, info := range msdk.ScoreTypes() {
		scores = append(scores, info.Type, "1")
	}
	f.report(t, "NEW", "new-token", scores...)
	english, zh := f.browser(t, 10008), f.browser(t, 10008)
	zh.Header.Set("Accept-Language", "zh")
	inEnglish, inChinese := english.Get("/gamecenter/1001/data"), zh.Get("/gamecenter/1001/data")
	for _, info := range msdk.ScoreTypes() {
		if info.Type == msdk.ScoreLastWeekRank { // there was no last week
			continue
		}
		inEnglish.Shows(http.StatusOK, `<span class="name">`+info.EN+"</span>")
		inChinese.Shows(http.StatusOK, `<span class="name">`+info.ZH+"</span>")
	}
	inEnglish.Hides("The game's own")
}

// stream opens the events of the page of data.
func (b browser) stream(t *testing.T) *stream {
	return openStream(t, b.Base+"/gamecenter/1001/data/events", "Cookie", "tongwan_visit="+b.Cookie("tongwan_visit"))
}

// stream reads the events of a page or call.
type stream struct {
	t      *testing.T
	status int
	lines  *bufio.Scanner
	end    context.CancelFunc
}

func openStream(t *testing.T, url, header, value string) *stream {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set(header, value)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	return &stream{t, resp.StatusCode, lines, cancel}
}

// next returns the name and data of the next event, empty at the end.
func (s *stream) next() (name, data string) {
	for s.lines.Scan() {
		line := s.lines.Text()
		switch {
		case strings.HasPrefix(line, "event: "):
			name = line[len("event: "):]
		case strings.HasPrefix(line, "data: "):
			data += line[len("data: "):] + "\n"
		case line == "" && name != "":
			return name, data
		}
	}
	return "", ""
}

// shows reads the next event and checks that texts are in it.
func (s *stream) shows(name string, texts ...string) {
	s.t.Helper()
	got, data := s.next()
	if got != name {
		s.t.Fatalf("event %q, want %q", got, name)
	}
	for _, text := range texts {
		if !strings.Contains(data, text) {
			s.t.Errorf("%q is not in event %s: %s", text, name, data)
		}
	}
}

// ends checks that the server ends the stream.
func (s *stream) ends() {
	s.t.Helper()
	name, data := s.next()
	if err := s.lines.Err(); name != "" || err != nil {
		s.t.Errorf("instead of ending it sends %q %s, %v", name, data, err)
	}
}

// A report arrives on the page that is open, without its layout; another
// player's, or nothing new, does not.
func TestDataEvents(t *testing.T) {
	t.Parallel()
	f := start(t)
	b := f.browser(t, 10008)
	s := b.stream(t)
	s.shows("table", `id="data-empty"`)
	f.report(t, "HANTE", "hante-token", 1, "5")
	f.report(t, "NEW", "new-token", 12, "2", 3, "100")
	s.shows("table", `data-type="3" data-value="100"`, "iOS")
	f.clock.Advance(time.Hour) // changes nothing
	f.report(t, "NEW", "new-token", 3, "101")
	s.shows("table", `data-type="3" data-value="101"`, `data-type="9" data-value="2" data-computed`)
	f.clock.Advance(12 * time.Hour) // but midnight does
	name, data := s.next()
	if name != "table" || strings.Contains(data, `data-type="9"`) || strings.Contains(data, "<html") {
		t.Errorf("on the next day it sends %q: %s", name, data)
	}
}

func TestDataEventsEnd(t *testing.T) {
	t.Parallel()
	f := start(t)
	b := f.browser(t, 10001)
	s := b.stream(t)
	s.next()
	if err := f.platform.SignOut(t.Context(), b.Cookie("tongwan_visit")); err != nil {
		t.Fatal(err)
	}
	s.ends()

	drained := f.browser(t, 10001).stream(t)
	drained.next()
	f.drain()
	drained.ends()
}

// There is room for so many pages of an account, and again when one closes.
func TestDataEventsBounded(t *testing.T) {
	t.Parallel()
	f := start(t)
	b := f.browser(t, 10001)
	open := make([]*stream, mostOfAccount)
	for i := range open {
		open[i] = b.stream(t)
		open[i].next()
	}
	if s := b.stream(t); s.status != http.StatusServiceUnavailable {
		t.Errorf("one page too many: %d", s.status)
	}
	if s := f.browser(t, 10002).stream(t); s.status != http.StatusOK {
		t.Errorf("somebody else's page: %d", s.status)
	}
	open[0].end()
	for deadline := time.After(10 * time.Second); ; {
		if s := b.stream(t); s.status == http.StatusOK {
			break
		}
		select {
		case <-deadline:
			t.Fatal("a closed page leaves no room for another")
		default:
		}
	}
}

func TestStreamsInAll(t *testing.T) {
	t.Parallel()
	var s streams
	for i := range mostStreams {
		if !s.begin(int64(i)) {
			t.Fatalf("no room for stream %d", i)
		}
	}
	if s.begin(-1) {
		t.Error("there is room for more streams than there may be")
	}
	s.end(0)
	if !s.begin(-1) {
		t.Error("the end of a stream leaves no room")
	}
}
