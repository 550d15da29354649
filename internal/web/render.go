package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
	"time"

	"tongwan/internal/platform"
)

// Pages are the templates of one package, in both languages.
type Pages struct {
	site *Site
	sets map[Lang]map[string]*template.Template
}

// View is the dot of a page.
type View struct {
	Lang    Lang
	Visitor *platform.Account // who is signed in; nil: nobody
	Here    string            // path of the page, that the switch of language comes back to
	Home    string            // path of the page where people land who came for nothing else
	CSRF    string            // token of forms
	Flash   string            // what the page before has left to say
	Nav     []navItem
	Data    any // of the handler
}

type navItem struct{ Path, Text string }

// Pages reads a package's templates, *.html at the top of a tree, and takes
// up its texts. Templates that name a text that is not there are an error.
func (s *Site) Pages(tree fs.FS, t Texts) (*Pages, error) {
	if err := s.texts.add(t); err != nil {
		return nil, err
	}
	names, err := fs.Glob(tree, "*.html")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if err := s.checkTexts(tree, name); err != nil {
			return nil, err
		}
	}
	p := &Pages{site: s, sets: make(map[Lang]map[string]*template.Template)}
	for _, lang := range []Lang{Chinese, English} {
		if p.sets[lang], err = s.parse(tree, names, lang); err != nil {
			return nil, err
		}
	}
	return p, nil
}

var textKey = regexp.MustCompile(`[({ |]t "([^"]*)"`)

// checkTexts looks for the texts that a template names.
func (s *Site) checkTexts(tree fs.FS, name string) error {
	source, err := fs.ReadFile(tree, name)
	if err != nil {
		return err
	}
	for _, m := range textKey.FindAllSubmatch(source, -1) {
		if _, ok := s.texts[string(m[1])]; !ok {
			return fmt.Errorf("%s: there is no text %q", name, m[1])
		}
	}
	return nil
}

// parse reads pages, each together with the layout and the shared files.
func (s *Site) parse(tree fs.FS, names []string, lang Lang) (map[string]*template.Template, error) {
	base, err := template.New("layout").Funcs(s.funcs(lang)).ParseFS(files, "_*.html")
	if err != nil {
		return nil, err
	}
	if shared, _ := fs.Glob(tree, "_*.html"); len(shared) > 0 {
		if base, err = base.ParseFS(tree, shared...); err != nil {
			return nil, err
		}
	}
	set := make(map[string]*template.Template)
	for _, name := range names {
		if strings.HasPrefix(name, "_") {
			continue
		}
		page, err := base.Clone()
		if err != nil {
			return nil, err
		}
		if set[strings.TrimSuffix(name, path.Ext(name))], err = page.ParseFS(tree, name); err != nil {
			return nil, err
		}
	}
	return set, nil
}

// Render sends a page. Nothing is sent if its template fails.
func (p *Pages) Render(w http.ResponseWriter, r *Request, status int, page string, data any) error {
	token, err := r.newToken(w)
	if err != nil {
		return err
	}
	body, err := p.execute(r, page, "_layout.html", View{CSRF: token, Flash: r.flashed(w), Data: data})
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", r.Lang.Tag())
	h.Set("Content-Security-Policy", r.policy.String())
	w.WriteHeader(status)
	w.Write(body) // an error means the reader is gone
	return nil
}

// execute fills in a template of a page.
func (p *Pages) execute(r *Request, page, part string, v View) ([]byte, error) {
	t, ok := p.sets[r.Lang][page]
	if !ok {
		return nil, fmt.Errorf("there is no page %q", page)
	}
	v.Lang, v.Visitor, v.Here, v.Home, v.Nav = r.Lang, r.Visitor, r.here(), p.site.Home, p.site.nav
	var buf bytes.Buffer
	err := t.ExecuteTemplate(&buf, part, v)
	return buf.Bytes(), err
}

// Current reports whether a page of the navigation is the one shown.
func (v View) Current(n navItem) bool {
	here, _, _ := strings.Cut(v.Here, "?")
	return here == n.Path || strings.HasPrefix(here, n.Path+"/")
}

func (s *Site) funcs(lang Lang) template.FuncMap {
	zone := s.Platform.Calendar().Zone
	return template.FuncMap{
		"t":    func(key string, args ...any) string { return s.texts.say(lang, key, args...) },
		"lang": func() Lang { return lang },
		"clock": func(t time.Time) clockView {
			t = t.In(zone)
			return clockView{t.Format(time.RFC3339), formatTime(lang, t)}
		},
		"num":     formatNumber,
		"initial": initial,
		"asset":   s.assetURL,
		"field":   newField,
	}
}
