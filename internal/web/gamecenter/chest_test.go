package gamecenter

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"tongwan/internal/platform"
)

// share returns what the n-th to open a chest of the test world gets.
func share(id string, items, people, n int) string {
	return strconv.Itoa(platform.Chest{ID: id, Items: items, People: people}.Shares()[n])
}

func TestChest(t *testing.T) {
	t.Parallel()
	f := start(t)
	const path, take = "/gamecenter/chest/c2", "/gamecenter/chest/c2/take"
	first, second := share("c2", 10, 2, 0), share("c2", 10, 2, 1)
	b := f.browser(t, 10001)
	b.Get(path).Shows(http.StatusOK, `data-left="2" data-mine="0"`, "天天连萌 · 新年宝箱", "阿宝’s chest", "10 items for up to 2 people", "Open the chest", "2 places and 10 items left", "Nobody has opened it yet")
	b.arrive(b.post(path, take), path).Shows(http.StatusOK, "You got "+first+" item", `data-left="1" data-mine="`+first+`"`, `id="mine">`+first+"<", "1 place and "+second+" items left",
		`data-openid="MENG" data-items="`+first+`" class="me"`, "小萌", "7 Jan, 12:00").Hides("Open the chest", "luckiest")
	b.arrive(b.post(path, take), path).Shows(http.StatusOK, `data-left="1" data-mine="`+first+`"`) // once

	other := f.browser(t, 10002)
	other.arrive(other.post(path, take), path).Shows(http.StatusOK, "You got "+second+" item", "all gone", "小萌", `data-openid="HANTE"`).Shows(http.StatusOK, "luckiest")
	late := f.browser(t, 10003)
	late.Get(path).Shows(http.StatusOK, `id="gone"`, "小萌", "憨特").Hides("Open the chest")
	late.arrive(late.post("/gamecenter", take), path).Shows(http.StatusOK, "Too late")
}

func TestChestOfOthers(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.browser(t, 10001).Get("/gamecenter/chest/none").Shows(http.StatusNotFound)
	b := f.browser(t, 10002) // does not play 1002
	b.Get("/gamecenter/chest/c3").Shows(http.StatusOK, "Only players of 傲世西游").Hides("Open the chest")
	b.post("/gamecenter", "/gamecenter/chest/c3/take").Shows(http.StatusForbidden)
	b.Get("/gamecenter/chest/c3").Shows(http.StatusOK, `data-left="2"`)
}

// A chest shows the own pictures of those who have one.
func TestChestPictures(t *testing.T) {
	t.Parallel()
	f := start(t)
	allowed := func() bool {
		csp := f.browser(t, 10001).Get("/gamecenter/chest/c2").Header.Get("Content-Security-Policy")
		return strings.Contains(csp, "img-src 'self' http: https:")
	}
	if allowed() {
		t.Error("pictures of elsewhere may be shown without need")
	}
	f.apply(t, write(t, "world: center\naccounts: [{uin: 10003, avatar: 'https://pictures.example.com/abao'}]\n"))
	if !allowed() {
		t.Error("the picture of who made the chest could not be shown")
	}
}
