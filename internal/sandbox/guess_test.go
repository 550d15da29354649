package sandbox

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"tongwan/internal/gateway"
	"tongwan/internal/platform"
	"tongwan/msdk"
)

// Every mistake that is looked for is found, and named.
func TestGuess(t *testing.T) {
	const stamp = "1381288134"
	sum := md5.Sum([]byte(key + stamp))
	mac := hmac.New(md5.New, []byte(key))
	mac.Write([]byte(stamp))
	tests := map[string]struct {
		stamp  string // in the URL, as it stands there; default 1381288134
		encode string // default 1
		sig    string
		says   []string
	}{
		"upper case":          {"", "", strings.ToUpper(msdk.Sign(key, stamp)), []string{"lower case"}},
		"msdkkey for appkey":  {"", "", msdk.Sign(msdkKey, stamp), []string{"app's msdkkey", "encode=1"}},
		"appkey for msdkkey":  {"", "2", msdk.Sign(key, stamp), []string{"app's appkey", "encode=2"}},
		"another app":         {"", "", msdk.Sign(secondKey, stamp), []string{"appkey of another app, 8"}},
		"another world":       {"", "", msdk.Sign(elsewhereK, stamp), []string{"none of the keys of this world"}},
		"no key":              {"", "", msdk.Sign("", stamp), []string{"no key"}},
		"appid for the key":   {"", "", msdk.Sign("7", stamp), []string{"appid was taken for the key"}},
		"a key in upper case": {"", "", msdk.Sign(strings.ToUpper(key), stamp), []string{"key was turned to upper case"}},
		"a key with its line": {"", "", msdk.Sign(key+"\n", stamp), []string{"key was read with its line feed"}},
		"order":               {"", "", msdk.Sign(stamp, key), []string{"order was swapped"}},
		"a plus between":      {"", "", msdk.Sign(key+"+", stamp), []string{"a + was signed between"}},
		"a space between":     {"", "", msdk.Sign(key+" ", stamp), []string{"a space was signed between"}},
		"an ampersand":        {"", "", msdk.Sign(key+"&", stamp), []string{"an & was signed"}},
		"an underscore":       {"", "", msdk.Sign(key+"_", stamp), []string{"an _ was signed"}},
		"quotation marks":     {"", "", msdk.Sign(`"`+key+`"+"`, stamp+`"`), []string{"quotation marks"}},
		"a line feed":         {"", "", msdk.Sign(key, stamp+"\n"), []string{"echo without -n"}},
		"a space behind":      {"", "", msdk.Sign(key, stamp+" "), []string{"space was signed behind"}},
		"leading zeros":       {"0001381288134", "", msdk.Sign(key, stamp), []string{"without its leading zeros"}},
		"a zero too many":     {"", "", msdk.Sign(key, "0"+stamp), []string{"leading zero that the URL lacks"}},
		"a fraction":          {"", "", msdk.Sign(key, stamp+".0"), []string{"fraction"}},
		"milliseconds signed": {"", "", msdk.Sign(key, stamp+"000"), []string{"another form", "milliseconds"}},
		"seconds signed":      {"1381288134567", "", msdk.Sign(key, stamp), []string{"another form", "seconds"}},
		"a date signed":       {"", "", msdk.Sign(key, "20131009110854"), []string{"another form", "yyyyMMddHHmmss"}},
		"a date sent":         {"20131009110854", "", msdk.Sign(key, stamp), []string{"another form", "seconds"}},
		"percent-encoding":    {"%31%33", "", msdk.Sign(key, "%31%33"), []string{"percent-encoded text of the timestamp"}},
		"sha1":                {"", "", fmt.Sprintf("%x", sha1.Sum([]byte(key+stamp))), []string{"SHA-1, and must be"}},
		"sha256":              {"", "", fmt.Sprintf("%x", sha256.Sum256([]byte(key+stamp))), []string{"SHA-256, and must be"}},
		"md5 twice":           {"", "", msdk.Sign(msdk.Sign(key, stamp), ""), []string{"taken twice"}},
		"md5 of 16":           {"", "", msdk.Sign(key, stamp)[8:24], []string{"16 digits"}},
		"Base64":              {"", "", url.QueryEscape(base64.StdEncoding.EncodeToString(sum[:])), []string{"Base64"}},
		"Base64, plain":       {"", "", base64.StdEncoding.EncodeToString(sum[:]), []string{"Base64"}},
		"HMAC":                {"", "", fmt.Sprintf("%x", mac.Sum(nil)), []string{"HMAC"}},
		"two at once":         {"", "", strings.ToUpper(msdk.Sign(stamp, msdkKey)), []string{"msdkkey", "swapped", "lower case"}},
		"another app's, raw":  {"", "", msdk.Sign(secondKey, stamp+"\n"), []string{"another app, 8", "echo"}},
		"nothing known":       {"", "", strings.Repeat("a", 32), []string{"none of the keys"}},
		"a sha1 of something": {"", "", strings.Repeat("a", 40), []string{"40 digits", "SHA-1"}},
		"a stump":             {"", "", "abc", []string{"3 digits"}},
		"no hex":              {"", "", "signature", []string{"not in hex"}},
	}
	tb := newTable(t, JournalConfig{})
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if tt.stamp == "" {
				tt.stamp = stamp
			}
			if tt.encode == "" {
				tt.encode = "1"
			}
			q := fmt.Sprintf("timestamp=%s&appid=7&sig=%s&openid=A&encode=%s", tt.stamp, tt.sig, tt.encode)
			if answer, w := tb.post(t, msdk.PathQQProfile, q, `{}`); answer["ret"] != float64(msdk.RetBadSignature) {
				t.Fatalf("answer %s", w.Body)
			}
			r := tb.list(t, Query{Limit: 1}).Requests[0]
			for _, want := range tt.says {
				if !strings.Contains(r.Why.Guess, want) {
					t.Errorf("the guess %q does not say %q", r.Why.Guess, want)
				}
			}
		})
	}
}

// What is told of a bad signature: text, digests, and no key.
func TestWhySignature(t *testing.T) {
	tb := newTable(t, JournalConfig{})
	tb.post(t, msdk.PathQQProfile, "sig=ABCDEFGHIJKLMNOPQRSTUVWXYZ&"+query(appid, key, "A"), `{}`)
	r := tb.list(t, Query{}).Requests[0]
	want := Why{Signed: "4578…514e1381288134", Want: msdk.Sign(key, "1381288134"), Got: "ABCDEFGHIJKLMNOPQRSTUVWXYZ", Guess: r.Why.Guess}
	if *r.Why != want || r.URL["sig"] != "ABCD…WXYZ" || r.Fault != nil || *r.Ret != msdk.RetBadSignature {
		t.Errorf("told %+v, %+v", r.Why, r)
	}
}

// encode=2 of an app that has no msdkkey says so, and what the signature is.
func TestWhyWithoutMSDKKey(t *testing.T) {
	tb := newTable(t, JournalConfig{})
	for sig, says := range map[string]string{
		msdk.Sign(secondKey, "1381288134"): "the app's appkey, and encode=2 takes the msdkkey",
		msdk.Sign("", "1381288134"):        "has no msdkkey",
		strings.Repeat("a", 32):            "give the app one",
	} {
		q := strings.Replace(query(second, secondKey, "A"), "encode=1", "encode=2", 1)
		tb.post(t, msdk.PathQQProfile, "sig="+sig+"&"+q, `{}`)
		r := tb.list(t, Query{Limit: 1}).Requests[0]
		if !strings.Contains(r.Why.Guess, says) || r.Why.Want != "" || r.Why.Signed != "" {
			t.Errorf("%+v does not say %q", r.Why, says)
		}
	}
}

// A signature that is right but old says so.
func TestWhyWindow(t *testing.T) {
	tb := newTable(t, JournalConfig{})
	c := observed(app7, "")
	tb.Observe(c, gateway.Outcome{Ret: msdk.RetBadSignature, Answer: []byte(`{}`)})
	if r := tb.list(t, Query{}).Requests[0]; !strings.Contains(r.Why.Guess, "too far from the world's time") {
		t.Errorf("told %+v", r.Why)
	}
}

// The apps of a world are read anew when the world changes, and not before.
func TestNeighboursAreRemembered(t *testing.T) {
	tb := newTable(t, JournalConfig{})
	guess := func() string {
		tb.post(t, msdk.PathQQProfile, "sig="+msdk.Sign("a-new-key", "1381288134")+"&"+query(appid, key, "A"), `{}`)
		return tb.list(t, Query{Limit: 1}).Requests[0].Why.Guess
	}
	guess()
	first := tb.own("w").apps
	guess()
	if again := tb.own("w").apps; again.known != first.known || len(again.list) != 2 {
		t.Error("the apps were read twice")
	}
	load(t, tb.Platform, "w", platform.App{ID: 12, World: "w", Key: "a-new-key"})
	if got := guess(); !strings.Contains(got, "another app, 12") {
		t.Errorf("the guess is %q", got)
	}
}
