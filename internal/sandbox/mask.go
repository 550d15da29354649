package sandbox

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// mask hides the middle of a secret: 933F…155F. Short ones lose more.
func mask(secret string) string {
	text := []rune(secret)
	show := 0
	switch n := len(text); {
	case n == 0:
		return ""
	case n >= 16:
		show = 4
	case n >= 8:
		show = 2
	}
	return string(text[:show]) + "…" + string(text[len(text)-show:])
}

// secret reports parameters whose values are masked, in URLs and bodies.
func secret(name string) bool {
	switch strings.ToLower(strings.ReplaceAll(name, "_", "")) {
	case "accesstoken", "openkey", "token", "paytoken", "refreshtoken", "sig", "appkey", "msdkkey", "key", "secret", "password":
		return true
	}
	return false
}

// secretText finds what [secret] names in a text that is no whole JSON
// document, with the beginning of its value.
var secretText = regexp.MustCompile(`(?i)("?\b(?:access_?token|open_?key|pay_?token|refresh_?token|token|sig|app_?key|msdk_?key|key|secret|password)"?\s*[:=]\s*"?)([^"&,}\s]+)`)

func maskText(text string) string {
	return secretText.ReplaceAllStringFunc(text, func(found string) string {
		parts := secretText.FindStringSubmatch(found)
		return parts[1] + mask(parts[2])
	})
}

// maskJSON masks the secrets of a JSON document, at any depth, and leaves the
// rest as it stands. It reports false if the text is no whole document.
func maskJSON(doc []byte) (jsontext.Value, bool) {
	if !jsontext.Value(doc).IsValid() {
		return nil, false
	}
	dec := jsontext.NewDecoder(bytes.NewReader(doc))
	var out []byte
	copied, read, hide := 0, 0, false
	for {
		token, err := dec.ReadToken()
		if err != nil { // the end: the document is valid
			return append(out, doc[copied:]...), true
		}
		end := int(dec.InputOffset())
		text := token.Kind() == '"'
		if kind, n := dec.StackIndex(dec.StackDepth()); text && kind == '{' && n%2 == 1 {
			hide = secret(token.String()) // it was a name
		} else {
			if text && hide {
				begin := read + bytes.IndexByte(doc[read:], '"')
				out = append(out, doc[copied:begin]...)
				out, _ = jsontext.AppendQuote(out, mask(token.String()))
				copied = end
			}
			hide = false
		}
		read = end
	}
}
