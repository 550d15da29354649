package storetest

import (
	"testing"

	"tongwan/internal/platform"
)

func friendCases() []testCase {
	return []testCase{
		{"friends", testFriends},
		{"are friends", testAreFriends},
		{"remarks are replaced", testRemarks},
	}
}

func testFriends(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	named := platform.Account{UIN: 12, Nickname: "小白", Gender: platform.Female, Avatar: "http://a.example"}
	load(t, s, "blue", named)
	tests := []struct {
		uin, appid int64
		want       []platform.Friend
	}{
		{11, 1, []platform.Friend{ // by uin
			{UIN: 12, OpenID: "B1", Nickname: "小白", Remark: "twelve", Gender: platform.Female, Avatar: "http://a.example"},
			{UIN: 13, OpenID: "C1", Nickname: "nick", Remark: "thirteen", Gender: platform.GenderUnknown},
		}},
		{11, 2, []platform.Friend{{UIN: 12, OpenID: "B2", Nickname: "小白", Remark: "twelve", Gender: platform.Female, Avatar: "http://a.example"}}},
		{12, 1, []platform.Friend{{UIN: 11, OpenID: "A1", Nickname: "nick", Remark: "eleven", Gender: platform.GenderUnknown}}},
		{13, 1, []platform.Friend{{UIN: 11, OpenID: "A1", Nickname: "nick", Gender: platform.GenderUnknown}}},
		{13, 2, []platform.Friend{{UIN: 11, OpenID: "A2", Nickname: "nick", Gender: platform.GenderUnknown}}},
		{14, 3, nil},
		{99, 1, nil},
	}
	for _, tt := range tests {
		same(t, must(s.Friends(t.Context(), tt.uin, tt.appid))(t), tt.want)
	}
}

func testAreFriends(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	tests := []struct {
		a, b int64
		want bool
	}{
		{11, 12, true}, {12, 11, true}, {11, 13, true}, {13, 11, true}, {14, 11, true},
		{12, 13, false}, {11, 11, false}, {11, 21, false}, {11, 99, false},
	}
	for _, tt := range tests {
		same(t, must(s.AreFriends(t.Context(), tt.a, tt.b))(t), tt.want)
	}
}

func testRemarks(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	load(t, s, "blue", platform.Friendship{UIN: 12, Friend: 11, Remark: "boss"})
	same(t, of[platform.Friendship](dump(t, s, "blue"))[0], platform.Friendship{UIN: 11, Friend: 12, FriendRemark: "boss"})
	same(t, len(of[platform.Friendship](dump(t, s, "blue"))), 3)
}
