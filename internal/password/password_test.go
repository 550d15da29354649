package password

import (
	"errors"
	"strings"
	"testing"
)

func TestHashVerifies(t *testing.T) {
	for _, pw := range []string{"", "secret", "密码🔑", strings.Repeat("x", 1024)} {
		h := Hash(pw)
		if ok, err := Verify(h, pw); !ok || err != nil {
			t.Errorf("Verify(Hash(%.10q)) = %v, %v", pw, ok, err)
		}
		if ok, err := Verify(h, pw+"x"); ok || err != nil {
			t.Errorf("Verify(Hash(%.10q), other) = %v, %v", pw, ok, err)
		}
	}
}

func TestHashIsSaltedAndNamesItsCosts(t *testing.T) {
	a, b := Hash("secret"), Hash("secret")
	if a == b {
		t.Error("two hashes of one password are equal: no salt")
	}
	if !strings.HasPrefix(a, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash %s is not in PHC format with the current costs", a)
	}
}

// Costs stand in the hash: one made under others than ours still verifies.
func TestVerifyOtherCosts(t *testing.T) {
	cheap := params{memory: 64, passes: 1, threads: 1}
	salt := []byte("somesalt")
	h := format(cheap, salt, derive(cheap, salt, "password", 24))
	if ok, err := Verify(h, "password"); !ok || err != nil {
		t.Errorf("Verify = %v, %v", ok, err)
	}
}

func TestVerifyRefusesWhatIsNoHash(t *testing.T) {
	good := Hash("secret")
	for name, h := range map[string]string{
		"empty":       "",
		"plain text":  "secret",
		"argon2i":     strings.Replace(good, "argon2id", "argon2i", 1),
		"version":     strings.Replace(good, "v=19", "v=16", 1),
		"no costs":    strings.Replace(good, "m=19456,t=2,p=1", "", 1),
		"no memory":   strings.Replace(good, "m=19456", "m=0", 1),
		"much memory": strings.Replace(good, "m=19456", "m=99999999", 1),
		"no passes":   strings.Replace(good, "t=2", "t=0", 1),
		"many passes": strings.Replace(good, "t=2", "t=100000", 1),
		"no threads":  strings.Replace(good, "p=1", "p=0", 1),
		"short key":   good[:len(good)-40],
		"bad base64":  good + "!",
	} {
		if ok, err := Verify(h, "secret"); ok || !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: Verify = %v, %v, want false, ErrMalformed", name, ok, err)
		}
	}
}

func TestArgon2id(t *testing.T) {
	var a Argon2id
	if ok, err := a.Verify(a.Hash("secret"), "secret"); !ok || err != nil {
		t.Errorf("Verify = %v, %v", ok, err)
	}
}
