package web

import (
	"errors"
	"fmt"
	"maps"
	"math"

	"tongwan/internal/platform"
)

// Text is something to say in both languages, with the verbs of package fmt.
type Text struct {
	ZH, EN string
	One    string // in English, if the first argument is 1; empty: EN
}

// Texts are texts by their keys, which begin with the name of the page or
// what they are about: "inbox.title".
type Texts map[string]Text

// add takes up a package's texts. A key that is there already is an error.
func (t Texts) add(more Texts) error {
	for key, text := range more {
		if _, ok := t[key]; ok {
			return fmt.Errorf("text %q is there twice", key)
		}
		if text.ZH == "" || text.EN == "" {
			return fmt.Errorf("text %q lacks a language", key)
		}
	}
	maps.Copy(t, more)
	return nil
}

// say returns a text; of a key that is unknown, the key.
func (t Texts) say(l Lang, key string, args ...any) string {
	text, ok := t[key]
	if !ok {
		return key
	}
	format := text.ZH
	if l == English {
		format = text.EN
		if text.One != "" && len(args) > 0 && fmt.Sprint(args[0]) == "1" {
			format = text.One
		}
	}
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, args...)
}

// explain says why the platform refused something.
func (s *Site) explain(l Lang, err error) string {
	key := "reason." + string(platform.ReasonOf(err))
	if _, ok := s.texts[key]; !ok {
		return err.Error()
	}
	var refusal *platform.Error
	if errors.As(err, &refusal) && refusal.Wait > 0 {
		return s.texts.say(l, key, int(math.Ceil(refusal.Wait.Seconds())))
	}
	return s.texts.say(l, key)
}
