package sandbox

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tongwan/internal/platform"
	"tongwan/msdk"
)

// variant is one way to do a step of signing; the right one needs no words.
type variant struct{ text, words string }

// ownKeys are the keys that a caller of this app may have signed with.
func (s *signature) ownKeys() []variant {
	keyName, otherName := "appkey", "msdkkey"
	if s.Encode == strconv.Itoa(msdk.EncodeMSDKKey) {
		keyName, otherName = otherName, keyName
	}
	list := []variant{{s.key, ""}}
	if s.key == "" {
		list[0].words = "nothing was put in front of the timestamp: the app has no " + keyName
	}
	if s.other != "" {
		list = append(list, variant{s.other, fmt.Sprintf("it is made with the app's %s, and encode=%s takes the %s", otherName, s.Encode, keyName)})
	}
	return append(list,
		variant{"", "no key was put in front of the timestamp"},
		variant{s.AppID, "the appid was taken for the key"},
		variant{url.QueryEscape(s.key), "the key was percent-encoded before signing"},
		variant{strings.ToUpper(s.key), "the key was turned to upper case"},
		variant{strings.ToLower(s.key), "the key was turned to lower case"},
		variant{strings.TrimSpace(s.key), "the key was trimmed"},
		variant{s.key + "\n", "the key was read with its line feed"},
	)
}

// keysOf are the keys of a world's other apps.
func (s *signature) keysOf(apps []platform.App, not int64) []variant {
	var list []variant
	for _, a := range apps {
		if a.ID == not {
			continue
		}
		list = append(list, variant{a.Key, fmt.Sprintf("it is made with the appkey of another app, %d", a.ID)})
		if a.MSDKKey != "" {
			list = append(list, variant{a.MSDKKey, fmt.Sprintf("it is made with the msdkkey of another app, %d", a.ID)})
		}
	}
	return list
}

// stamps are the timestamps that may have been signed.
func (s *signature) stamps() []variant {
	t := s.Timestamp
	list := []variant{
		{t, ""},
		{s.raw, "the percent-encoded text of the timestamp was signed, and not what it stands for"},
		{t + "\n", "a line feed was signed behind the timestamp, as echo without -n adds one"},
		{t + " ", "a space was signed behind the timestamp"},
		{strings.TrimLeft(t, "0"), "the timestamp was signed without its leading zeros"},
		{"0" + t, "the timestamp was signed with a leading zero that the URL lacks"},
		{t + ".0", "the timestamp was signed with a fraction that the URL lacks"},
	}
	seconds, date := s.moment()
	const other = "another form of the timestamp was signed than stands in the URL: "
	return append(list,
		variant{seconds, other + "seconds"},
		variant{seconds + "000", other + "milliseconds"},
		variant{date, other + "yyyyMMddHHmmss"})
}

// moment is the timestamp in seconds and as a date, whatever its form.
func (s *signature) moment() (seconds, date string) {
	const layout = "20060102150405"
	n, err := strconv.ParseInt(s.Timestamp, 10, 64)
	if err != nil {
		return "", ""
	}
	at := time.Unix(n, 0)
	switch len(s.Timestamp) {
	case len("1457626000000"):
		at = time.UnixMilli(n)
	case len(layout):
		if at, err = time.ParseInLocation(layout, s.Timestamp, s.zone); err != nil {
			return "", ""
		}
	}
	return strconv.FormatInt(at.Unix(), 10), at.In(s.zone).Format(layout)
}

// orders are the ways to put key and timestamp together.
func orders() []variant {
	return []variant{
		{"%[1]s%[2]s", ""},
		{"%[2]s%[1]s", "the order was swapped: the key comes first, then the timestamp"},
		{"%[1]s+%[2]s", "a + was signed between key and timestamp"},
		{"%[1]s %[2]s", "a space was signed between key and timestamp"},
		{"%[1]s&%[2]s", "an & was signed between key and timestamp"},
		{"%[1]s_%[2]s", "an _ was signed between key and timestamp"},
		{`"%[1]s"+"%[2]s"`, "key and timestamp were signed in quotation marks"},
	}
}

// digest is one way to make a signature of a text.
type digest struct {
	of    func(key, stamp, text string) string
	words string
}

func digests() []digest {
	return []digest{
		{func(_, _, text string) string { return md5Hex(text) }, ""},
		{func(_, _, text string) string { return hexOf(sha1.Sum([]byte(text))) }, "it is a SHA-1, and must be an MD5"},
		{func(_, _, text string) string { return hexOf(sha256.Sum256([]byte(text))) }, "it is a SHA-256, and must be an MD5"},
		{func(_, _, text string) string { return md5Hex(md5Hex(text)) }, "MD5 was taken twice"},
		{func(_, _, text string) string { return md5Hex(text)[8:24] }, "it is the short MD5 of 16 digits, and must have all 32"},
		{func(_, _, text string) string {
			sum := md5.Sum([]byte(text))
			return base64.StdEncoding.EncodeToString(sum[:])
		}, "it is in Base64, and must be in hex"},
		{func(key, stamp, _ string) string {
			h := hmac.New(md5.New, []byte(key))
			h.Write([]byte(stamp))
			return hex.EncodeToString(h.Sum(nil))
		}, "it is an HMAC, and must be the plain MD5 of key + timestamp"},
	}
}

func md5Hex(text string) string { return hexOf(md5.Sum([]byte(text))) }

func hexOf[Sum [md5.Size]byte | [sha1.Size]byte | [sha256.Size]byte](sum Sum) string {
	return fmt.Sprintf("%x", sum)
}
