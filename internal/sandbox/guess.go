package sandbox

import (
	"fmt"
	"strings"
)

// mistakes is how many mistakes in one signature are looked for.
const mistakes = 2

// guess finds what the caller may have done with one of the keys: what takes
// the fewest mistakes. It is empty if nothing fits.
func (s *signature) guess(keys []variant) string {
	stamps := s.stamps()
	for allowed := range mistakes + 1 {
		for _, k := range keys {
			for _, t := range stamps {
				if words := wordsOf(k, t); len(words) <= allowed {
					if guess := s.guessWith(k.text, t.text, words, allowed); guess != "" {
						return guess
					}
				}
			}
		}
	}
	return ""
}

// guessWith tries all that can be done with a key and a timestamp and takes
// as many mistakes as allowed, those in words included.
func (s *signature) guessWith(key, stamp string, words []string, allowed int) string {
	for _, o := range s.orders {
		for _, d := range s.digests {
			all := append(words[:len(words):len(words)], wordsOf(o, variant{words: d.words})...)
			if len(all) != allowed {
				continue
			}
			made := d.of(key, stamp, fmt.Sprintf(o.text, key, stamp))
			if strings.EqualFold(made, strings.ReplaceAll(s.Sig, " ", "+")) {
				return s.tell(all, made)
			}
		}
	}
	return ""
}

// wordsOf returns the mistakes of some variants.
func wordsOf(variants ...variant) []string {
	var words []string
	for _, v := range variants {
		if v.words != "" {
			words = append(words, v.words)
		}
	}
	return words
}

// tell puts a guess into words. made is the signature that it leads to.
func (s *signature) tell(words []string, made string) string {
	if s.Sig == strings.ToUpper(made) && s.Sig != made {
		words = append(words, "the digits are in upper case, and must be in lower case")
	}
	if len(words) == 0 {
		return "the signature is right: its timestamp is too far from the world's time, see --timestamp-window"
	}
	return strings.Join(words, "; ")
}

// shape says what a signature that fits nothing looks like.
func (s *signature) shape() string {
	const fits = "it fits none of the keys of this world: most likely it is made with another key, or another text"
	switch n := len(s.Sig); {
	case s.key == "":
		return "encode=2 is signed with the app's msdkkey: give the app one in its world, or send encode=1"
	case strings.Trim(strings.ToLower(s.Sig), "0123456789abcdef") != "":
		return "it is not in hex: it must be 32 lower-case hex digits"
	case n == 32:
		return fits
	case n == 40 || n == 64:
		return fmt.Sprintf("its %d digits are a SHA-%d of something: it must be an MD5, 32 lower-case hex digits", n, map[int]int{40: 1, 64: 256}[n])
	default:
		return fmt.Sprintf("it has %d digits: it must be an MD5, 32 lower-case hex digits", n)
	}
}
