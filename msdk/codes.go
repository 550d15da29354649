package msdk

// RetOK is the ret of a call that was served.
const RetOK = 0

// Values of ret from the access and logic layers (protocol.md 3). Their msg is
// plain text that names what is wrong.
const (
	RetUnreadable         = -101   // the HTTP request cannot be read, or its body is over 64 KiB
	RetVIPToken           = -103   // query_vip only: dead token or unknown openid (mobile-qq.md 2.4.2.3)
	RetForbiddenInterface = -303   // the app may not use this interface, or the body's appid is another app's
	RetNotJSON            = -304   // the body is not one valid JSON object
	RetInternal           = -307   // the server failed
	RetEmptyBody          = -501   // no body, or nothing but white space
	RetBadSignature       = -502   // sig does not fit key and timestamp
	RetTooFrequent        = -503   // this player called this interface too often
	RetNoApp              = -504   // appid is empty or unknown
	RetNoInterface        = -505   // no interface has this path
	RetBadURLParam        = -506   // a URL parameter is missing or malformed
	RetGuest              = -901   // guest mode (appid G_…) may call none of the interfaces
	RetBadParam           = -1011  // a body parameter is missing, empty, out of range or of the wrong JSON type
	RetNoPlayer           = -10002 // the app has no such openid
)

// RetPlatform says that the platform refused. The reason is one of the Code
// constants and stands before the first comma of msg (protocol.md 3).
const RetPlatform = -10000

// Values of err_type, which comes with every error (protocol.md 3).
const (
	ErrTypeRetry     = 1 // the same call may succeed later
	ErrTypeAuthorise = 2 // the player has to sign in again
	ErrTypeOther     = 5 // neither helps
)

// Platform codes that any interface may give.
const (
	CodeAddressNotAllowed = -4     // the caller's address is not on the app's list
	CodeNotPost           = 100100 // a method other than POST (mobile-qq.md 2.2.1.6)
)

// Platform codes for a token that does not serve (protocol.md 3). Share, chest,
// unbind, query_vip and scores have codes of their own for it.
const (
	CodeTokenAbsent          = 100007 // none was given; the logic layer mostly says so first
	CodeTokenUnknown         = 100013 // no token of this player
	CodeTokenExpired         = 100014 // past its time
	CodeTokenRevoked         = 100015 // withdrawn; said even when it has expired as well
	CodeTokenOtherPlayer     = -71    // belongs to another player
	CodeTokenPasswordChanged = -73    // withdrawn because the password changed
)

// Platform codes of /share/qq (mobile-qq.md 2.2.1.6, protocol.md 3).
const (
	CodeShareBodyTooLong  = 27     // title, summary, URLs, preview and tag together exceed 700 bytes
	CodeShareQuota        = 30     // the receiver has had all of today's messages of this game
	CodeShareNotFollowing = 32     // the receiver does not follow the games account
	CodeShareTextTooLong  = 103    // title or summary over 45 bytes, or target_url over 512
	CodeShareTooFrequent  = 99999  // the sender is too fast
	CodeShareToken        = 100000 // the token fails for whatever reason
	CodeShareBadParam     = 100001 // a parameter is missing, of the wrong type or out of range
	CodeShareService      = 100003 // the service failed
	CodeShareListedWord   = 100004 // a listed word is in the text
	CodeShareTimeout      = 100012 // the service did not answer in time
	CodeShareNotFriend    = 100030 // the receiver is no friend of the sender
	CodeShareReferer      = 100101 // the Referer is not allowed
	CodeShareUnexpected   = 111111 // an error nobody foresaw
)

// Platform codes of the group interfaces except unbind_group, which numbers its
// own (mobile-qq.md 2.3.5.6, 2.3.6.6, 2.3.8.6).
const (
	CodeGroupBadParam   = 2001 // a parameter is missing, of the wrong type or out of range
	CodeGroupNoBinding  = 2002 // nothing is bound to this guild and zone, or by this groupOpenid
	CodeGroupNotMember  = 2003 // the player is not in the group
	CodeGroupNotBound   = 2004 // the group with this number is not bound to the app
	CodeGroupOtherApp   = 2006 // the groupOpenid is another app's
	CodeGroupDissolved  = 2007 // the group is dissolved or gone
	CodeGroupSystem     = 2010 // system error of get_groupopenid and get_group_detail
	CodeGroupInfoSystem = 2100 // system error of get_groupinfo and get_group_key
)

// Platform codes of /relation/unbind_group. They reuse the numbers of the other
// group interfaces with other meanings (mobile-qq.md 2.3.7.6).
const (
	CodeUnbindNoBinding  = 2001 // nothing is bound by this groupOpenid
	CodeUnbindMismatch   = 2002 // the groupOpenid is another app's, or bound to another guild
	CodeUnbindToken      = 2003 // the token fails for whatever reason
	CodeUnbindTooOften   = 2004 // the same guild and zone were unbound less than a minute ago
	CodeUnbindBadParam   = 2006 // a parameter is missing, of the wrong type or out of range
	CodeUnbindSystem2007 = 2007 // system error; the document gives 2007 to 2010 without telling them apart
	CodeUnbindSystem2008 = 2008 // system error
	CodeUnbindSystem2009 = 2009 // system error
	CodeUnbindSystem     = 2010 // system error; the one to send
)

// Platform codes of /relation/qq_gain_chest (mobile-qq.md 2.3.11.3).
const (
	CodeChestToken      = 1001 // the token fails for whatever reason
	CodeChestNoActivity = 1002 // the app has no such activity
)

// Platform codes of /profile/qqscore_batch (protocol.md 3). One bad entry refuses
// the whole batch.
const (
	CodeScoreToken      = -4008 // the token fails for whatever reason
	CodeScoreNoParam    = -4033 // param is missing, empty or no array
	CodeScoreBadEntry   = -4034 // an entry is no object
	CodeScoreBadData    = -4035 // an entry lacks type or data, or data is no number where the type needs one
	CodeScoreBadExpires = -4037 // expires is no decimal timestamp
)
