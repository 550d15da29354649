package web

import (
	"net/http"

	"golang.org/x/text/language"
)

// Lang is a language of the pages.
type Lang string

// The languages.
const (
	Chinese Lang = "zh"
	English Lang = "en"
)

// Tag returns the language as HTML names it.
func (l Lang) Tag() string {
	if l == Chinese {
		return "zh-CN"
	}
	return string(l)
}

// Other returns the language that the switch leads to.
func (l Lang) Other() Lang {
	if l == Chinese {
		return English
	}
	return Chinese
}

// languageOf returns what the reader chose, otherwise what the browser asks
// for; Chinese if it asks for neither, since the players' games speak it.
func languageOf(r *http.Request) Lang {
	if c, err := r.Cookie(langName); err == nil && (c.Value == string(Chinese) || c.Value == string(English)) {
		return Lang(c.Value)
	}
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(tags) == 0 {
		return Chinese
	}
	if _, i, _ := language.NewMatcher([]language.Tag{language.Chinese, language.English}).Match(tags...); i == 1 {
		return English
	}
	return Chinese
}

// switchLanguage remembers a choice of language.
func (s *Site) switchLanguage(w http.ResponseWriter, r *Request) error {
	lang := Lang(r.PostFormValue("lang"))
	if lang != Chinese && lang != English {
		return &Problem{Status: http.StatusBadRequest, Text: "error.unreadable"}
	}
	http.SetCookie(w, &http.Cookie{Name: langName, Value: string(lang), Path: "/", MaxAge: int(year.Seconds()),
		HttpOnly: true, Secure: s.secure(), SameSite: http.SameSiteLaxMode})
	return r.See(w, r.Next())
}
