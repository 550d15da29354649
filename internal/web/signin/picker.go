package signin

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tongwan/internal/platform"
	"tongwan/internal/web"
)

// pageSize is how many accounts are offered at once.
const pageSize = 20

// pickerView is what the page of a sandbox shows.
type pickerView struct {
	onward
	Worlds       []string
	World        string
	Query        string // what is looked for
	Accounts     []platform.Account
	More         string // query of the next page, empty: this is the last
	Registration bool
}

// pick offers the accounts of a world: in a sandbox anybody may be anybody.
func (p *pages) pick(w http.ResponseWriter, r *web.Request) error {
	worlds, err := p.Platform.Worlds(r.Context())
	if err != nil {
		return err
	}
	v := pickerView{onward: onwardOf(r), Worlds: worlds, World: chosen(worlds, r.FormValue("world")),
		Query: strings.TrimSpace(r.FormValue("q")), Registration: p.Registration}
	after, _ := strconv.ParseInt(r.FormValue("after"), 10, 64) // what is no number is the first page
	if v.World != "" {
		if v.Accounts, err = p.Platform.FindAccounts(r.Context(), v.World, v.Query, after, pageSize+1); err != nil {
			return err
		}
	}
	if len(v.Accounts) > pageSize {
		v.Accounts = v.Accounts[:pageSize]
		last := strconv.FormatInt(v.Accounts[pageSize-1].UIN, 10)
		v.More = nextQuery(r, "world", v.World, "q", v.Query, "after", last)
	}
	p.mind(r)
	return p.Render(w, r, http.StatusOK, "picker", v)
}

// chosen returns the world that was asked for, or the first.
func chosen(worlds []string, asked string) string {
	if len(worlds) == 0 || slices.Contains(worlds, asked) {
		return asked
	}
	return worlds[0]
}

func (p *pages) signInAs(w http.ResponseWriter, r *web.Request) error {
	uin, err := strconv.ParseInt(r.PostFormValue("uin"), 10, 64)
	if err != nil {
		return &web.Problem{Status: http.StatusBadRequest, Text: "error.unreadable"}
	}
	visit, _, err := p.Platform.SignInAs(r.Context(), uin)
	if err != nil {
		return err
	}
	if err := r.Begin(w, visit); err != nil {
		return err
	}
	return r.See(w, r.Next())
}
