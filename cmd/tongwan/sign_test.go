package main

import (
	"runtime/debug"
	"strings"
	"testing"
)

func TestSign(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"--appkey k 1381288134", "b1245467c90f5b2dcac96db59b6c877f"},
		{"--appkey k", "b1245467c90f5b2dcac96db59b6c877f"}, // the test's clock
		{"--appid 100703379 1381288134", "3f308f92212f75cd8d682215cb3fa852"},
		{"--msdkkey k --encode 2 1381288134", "b1245467c90f5b2dcac96db59b6c877f"},
		{"--appid 7 --appkey k --path /relation/qqprofile --openid P --server qq.example.com --ext-info x",
			"http://qq.example.com/relation/qqprofile?timestamp=1381288134&appid=7&sig=b1245467c90f5b2dcac96db59b6c877f&openid=P&encode=1&msdkExtInfo=x"},
	} {
		tongwan(t, append([]string{"sign"}, strings.Fields(tt.args)...)...).want(t, statusOK, tt.want+"\n")
	}
}

func TestSignVerboseMasksTheKey(t *testing.T) {
	for key, want := range map[string]string{
		"4578e54fb3a1bd18e0681bc1c734514e": "signed 4578****************************1381288134\n",
		"short":                            "signed *****1381288134\n",
	} {
		if got := tongwan(t, "sign", "-v", "--appkey", key); got.stderr != want {
			t.Errorf("stderr %q, want %q", got.stderr, want)
		}
	}
}

func TestSignUsage(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"1381288134", "--appkey is missing"},
		{"--encode 2", "--msdkkey is missing"},
		{"--appkey k --path /a", "--appid is missing"},
		{"--appkey k --appid 7 --path /a --server ftp://a", "--server: "},
	} {
		tongwan(t, append([]string{"sign"}, strings.Fields(tt.args)...)...).wantError(t, statusUsage, tt.want)
	}
}

func TestVersionOf(t *testing.T) {
	stamped := func(version string, settings ...debug.BuildSetting) *debug.BuildInfo {
		return &debug.BuildInfo{Main: debug.Module{Version: version}, Settings: settings}
	}
	commit := []debug.BuildSetting{{Key: "vcs.revision", Value: "df348f9aaaaabbbbb"}, {Key: "vcs.time", Value: "2026-01-05T00:00:00Z"}}
	for _, tt := range []struct {
		info *debug.BuildInfo
		want string
	}{
		{stamped(""), "(devel)"},
		{stamped("v1.2.3"), "v1.2.3"},
		{stamped("v1.2.3", commit...), "v1.2.3 (commit df348f9aaaaa of 2026-01-05T00:00:00Z)"},
		{stamped("", append(commit, debug.BuildSetting{Key: "vcs.modified", Value: "true"})...),
			"(devel) (commit df348f9aaaaa of 2026-01-05T00:00:00Z, with local changes)"},
	} {
		if got := versionOf(tt.info); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}
