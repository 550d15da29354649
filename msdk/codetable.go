package msdk

import (
	"slices"
	"strings"
)

// CodeInfo describes one value of ret or one platform code.
type CodeInfo struct {
	// Code is the number. No value of ret is also a platform code, but the group
	// interfaces give one number several meanings: look at Paths as well.
	Code int
	// Name is the name of its constant in this package.
	Name string
	// Paths are the interfaces that give the code; nil means every one of them.
	Paths []string
	// ErrType is the err_type that goes with it; 0 for RetOK, and for RetPlatform,
	// where it depends on the platform's code.
	ErrType int
	// Text is one line for people.
	Text string
}

// Codes returns every value of ret, then every platform code, each group in the
// order of the constants. The caller may keep and change the result.
func Codes() []CodeInfo {
	all := slices.Concat(retTable(), commonTable(), shareTable(), groupTable(), unbindTable(), chestTable(), scoreTable())
	for i := range all {
		all[i].Paths = slices.Clone(all[i].Paths)
	}
	return all
}

// Describe returns the one-line text of a code as the interface at path means it,
// or "" if that interface never gives it. With an empty path the first meaning in
// [Codes] is taken.
func Describe(path string, code int) string {
	info, _ := lookup(path, code)
	return info.Text
}

func lookup(path string, code int) (CodeInfo, bool) {
	path = strings.TrimRight(path, "/")
	for _, info := range Codes() {
		if info.Code == code && (path == "" || info.Paths == nil || slices.Contains(info.Paths, path)) {
			return info, true
		}
	}
	return CodeInfo{}, false
}

// except returns every path but the given ones.
func except(paths ...string) []string {
	return slices.DeleteFunc(Paths(), func(p string) bool { return slices.Contains(paths, p) })
}

func retTable() []CodeInfo {
	notShare := except(PathShareQQ)
	return []CodeInfo{
		{RetOK, "RetOK", nil, 0, "The call was served."},
		{RetUnreadable, "RetUnreadable", nil, ErrTypeOther, "The HTTP request cannot be read, or its body is over 64 KiB."},
		{RetVIPToken, "RetVIPToken", []string{PathQueryVIP}, ErrTypeAuthorise, "The token is dead or the app has no such openid."},
		{RetForbiddenInterface, "RetForbiddenInterface", nil, ErrTypeOther, "The app may not use this interface, or the body names another app."},
		{RetNotJSON, "RetNotJSON", nil, ErrTypeOther, "The body is not one valid JSON object."},
		{RetInternal, "RetInternal", notShare, ErrTypeRetry, "The server failed; the call may work later."},
		{RetEmptyBody, "RetEmptyBody", nil, ErrTypeOther, "The request has no body."},
		{RetBadSignature, "RetBadSignature", nil, ErrTypeOther, "The signature does not fit key and timestamp."},
		{RetTooFrequent, "RetTooFrequent", notShare, ErrTypeRetry, "This player called this interface too often."},
		{RetNoApp, "RetNoApp", nil, ErrTypeOther, "The appid is empty or unknown."},
		{RetNoInterface, "RetNoInterface", nil, ErrTypeOther, "No interface has this path."},
		{RetBadURLParam, "RetBadURLParam", nil, ErrTypeOther, "A URL parameter is missing or malformed."},
		{RetGuest, "RetGuest", nil, ErrTypeOther, "Guests may not call this interface."},
		{RetBadParam, "RetBadParam", except(PathShareQQ, PathGetGroupOpenID, PathGetGroupInfo, PathUnbindGroup, PathGetGroupDetail, PathGetGroupKey),
			ErrTypeOther, "A body parameter is missing, empty, out of range or of the wrong JSON type."},
		{RetNoPlayer, "RetNoPlayer", except(PathShareQQ, PathQueryVIP), ErrTypeOther, "The app has no such openid."},
		{RetPlatform, "RetPlatform", nil, 0, "The platform refused; its code stands before the first comma of msg."},
	}
}

func commonTable() []CodeInfo {
	token := except(PathShareQQ, PathUnbindGroup, PathQQGainChest, PathQueryVIP, PathGetGift, PathGetWifi, PathQQScoreBatch)
	return []CodeInfo{
		{CodeAddressNotAllowed, "CodeAddressNotAllowed", nil, ErrTypeOther, "The caller's address is not on the app's list."},
		{CodeNotPost, "CodeNotPost", nil, ErrTypeOther, "Only POST is served."},
		{CodeTokenAbsent, "CodeTokenAbsent", token, ErrTypeAuthorise, "No token was given."},
		{CodeTokenUnknown, "CodeTokenUnknown", token, ErrTypeAuthorise, "This is not a token of this player."},
		{CodeTokenExpired, "CodeTokenExpired", token, ErrTypeAuthorise, "The token has expired."},
		{CodeTokenRevoked, "CodeTokenRevoked", token, ErrTypeAuthorise, "The token was revoked."},
		{CodeTokenOtherPlayer, "CodeTokenOtherPlayer", token, ErrTypeAuthorise, "The token belongs to another player."},
		{CodeTokenPasswordChanged, "CodeTokenPasswordChanged", token, ErrTypeAuthorise, "The token was revoked because the password changed."},
	}
}

func shareTable() []CodeInfo {
	share := []string{PathShareQQ}
	return []CodeInfo{
		{CodeShareBodyTooLong, "CodeShareBodyTooLong", share, ErrTypeOther, "The message is over 700 bytes in all."},
		{CodeShareQuota, "CodeShareQuota", share, ErrTypeOther, "The receiver has had all of today's messages of this game."},
		{CodeShareNotFollowing, "CodeShareNotFollowing", share, ErrTypeOther, "The receiver does not follow the games account."},
		{CodeShareTextTooLong, "CodeShareTextTooLong", share, ErrTypeOther, "The title or summary is over 45 bytes, or target_url over 512."},
		{CodeShareTooFrequent, "CodeShareTooFrequent", share, ErrTypeRetry, "The sender shares too fast."},
		{CodeShareToken, "CodeShareToken", share, ErrTypeAuthorise, "The sender's token fails."},
		{CodeShareBadParam, "CodeShareBadParam", share, ErrTypeOther, "A parameter is missing, of the wrong type or out of range."},
		{CodeShareService, "CodeShareService", share, ErrTypeRetry, "The share service failed."},
		{CodeShareListedWord, "CodeShareListedWord", share, ErrTypeOther, "The text contains a listed word."},
		{CodeShareTimeout, "CodeShareTimeout", share, ErrTypeRetry, "The share service did not answer in time."},
		{CodeShareNotFriend, "CodeShareNotFriend", share, ErrTypeOther, "The receiver is not a friend of the sender."},
		{CodeShareReferer, "CodeShareReferer", share, ErrTypeOther, "The Referer is not allowed."},
		{CodeShareUnexpected, "CodeShareUnexpected", share, ErrTypeRetry, "The share service met an unexpected error."},
	}
}

func groupTable() []CodeInfo {
	find := []string{PathGetGroupOpenID, PathGetGroupDetail}
	read := []string{PathGetGroupInfo, PathGetGroupKey}
	all := []string{PathGetGroupOpenID, PathGetGroupInfo, PathGetGroupDetail, PathGetGroupKey}
	members := []string{PathGetGroupOpenID, PathGetGroupInfo, PathGetGroupDetail}
	return []CodeInfo{
		{CodeGroupBadParam, "CodeGroupBadParam", all, ErrTypeOther, "A parameter is missing, of the wrong type or out of range."},
		{CodeGroupNoBinding, "CodeGroupNoBinding", all, ErrTypeOther, "No group is bound under this guild and zone or this groupOpenid."},
		{CodeGroupNotMember, "CodeGroupNotMember", members, ErrTypeOther, "The player is not a member of the group."},
		{CodeGroupNotBound, "CodeGroupNotBound", find, ErrTypeOther, "The group with this number is not bound to the app."},
		{CodeGroupOtherApp, "CodeGroupOtherApp", read, ErrTypeOther, "The groupOpenid belongs to another app."},
		{CodeGroupDissolved, "CodeGroupDissolved", read, ErrTypeOther, "The group is dissolved or does not exist."},
		{CodeGroupSystem, "CodeGroupSystem", find, ErrTypeRetry, "The group service failed."},
		{CodeGroupInfoSystem, "CodeGroupInfoSystem", read, ErrTypeRetry, "The group service failed."},
	}
}

func unbindTable() []CodeInfo {
	unbind := []string{PathUnbindGroup}
	return []CodeInfo{
		{CodeUnbindNoBinding, "CodeUnbindNoBinding", unbind, ErrTypeOther, "No binding has this groupOpenid."},
		{CodeUnbindMismatch, "CodeUnbindMismatch", unbind, ErrTypeOther, "The groupOpenid belongs to another app or guild."},
		{CodeUnbindToken, "CodeUnbindToken", unbind, ErrTypeAuthorise, "The player's token fails."},
		{CodeUnbindTooOften, "CodeUnbindTooOften", unbind, ErrTypeRetry, "This guild and zone were unbound less than a minute ago."},
		{CodeUnbindBadParam, "CodeUnbindBadParam", unbind, ErrTypeOther, "A parameter is missing, of the wrong type or out of range."},
		{CodeUnbindSystem2007, "CodeUnbindSystem2007", unbind, ErrTypeRetry, "The group service failed."},
		{CodeUnbindSystem2008, "CodeUnbindSystem2008", unbind, ErrTypeRetry, "The group service failed."},
		{CodeUnbindSystem2009, "CodeUnbindSystem2009", unbind, ErrTypeRetry, "The group service failed."},
		{CodeUnbindSystem, "CodeUnbindSystem", unbind, ErrTypeRetry, "The group service failed."},
	}
}

func chestTable() []CodeInfo {
	chest := []string{PathQQGainChest}
	return []CodeInfo{
		{CodeChestToken, "CodeChestToken", chest, ErrTypeAuthorise, "The sender's token fails."},
		{CodeChestNoActivity, "CodeChestNoActivity", chest, ErrTypeOther, "The app has no such activity."},
	}
}

func scoreTable() []CodeInfo {
	score := []string{PathQQScoreBatch}
	return []CodeInfo{
		{CodeScoreToken, "CodeScoreToken", score, ErrTypeAuthorise, "The player's token fails."},
		{CodeScoreNoParam, "CodeScoreNoParam", score, ErrTypeOther, "The parameter param is missing, empty or not an array."},
		{CodeScoreBadEntry, "CodeScoreBadEntry", score, ErrTypeOther, "An entry is not an object."},
		{CodeScoreBadData, "CodeScoreBadData", score, ErrTypeOther, "An entry lacks type or data, or its data is not what the type needs."},
		{CodeScoreBadExpires, "CodeScoreBadExpires", score, ErrTypeOther, "An entry's expires is not a decimal timestamp."},
	}
}
