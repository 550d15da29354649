package msdk

// Paths of the 17 interfaces, without the closing slash that a server accepts too
// (protocol.md 1).
const (
	PathVerifyLogin      = "/auth/verify_login"          // mobile-qq.md 2.1.1
	PathShareQQ          = "/share/qq"                   // mobile-qq.md 2.2.1
	PathQQProfile        = "/relation/qqprofile"         // mobile-qq.md 2.3.1
	PathQQFriendsDetail  = "/relation/qqfriends_detail"  // mobile-qq.md 2.3.2
	PathQQStrangeProfile = "/relation/qqstrange_profile" // mobile-qq.md 2.3.3
	PathQQFriendsVIP     = "/relation/qqfriends_vip"     // mobile-qq.md 2.3.4
	PathGetGroupOpenID   = "/relation/get_groupopenid"   // mobile-qq.md 2.3.5
	PathGetGroupInfo     = "/relation/get_groupinfo"     // mobile-qq.md 2.3.6
	PathUnbindGroup      = "/relation/unbind_group"      // mobile-qq.md 2.3.7
	PathGetGroupDetail   = "/relation/get_group_detail"  // mobile-qq.md 2.3.8
	PathGetGroupKey      = "/relation/get_group_key"     // mobile-qq.md 2.3.9
	PathGetVIPRichInfo   = "/relation/get_vip_rich_info" // mobile-qq.md 2.3.10
	PathQQGainChest      = "/relation/qq_gain_chest"     // mobile-qq.md 2.3.11
	PathQueryVIP         = "/profile/query_vip"          // mobile-qq.md 2.4.2
	PathGetGift          = "/profile/get_gift"           // mobile-qq.md 2.4.3
	PathGetWifi          = "/profile/get_wifi"           // mobile-qq.md 2.4.4
	PathQQScoreBatch     = "/profile/qqscore_batch"      // mobile-qq.md 2.4.5
)

// Paths returns the 17 paths in the order of the document.
func Paths() []string {
	return []string{
		PathVerifyLogin, PathShareQQ,
		PathQQProfile, PathQQFriendsDetail, PathQQStrangeProfile, PathQQFriendsVIP,
		PathGetGroupOpenID, PathGetGroupInfo, PathUnbindGroup, PathGetGroupDetail, PathGetGroupKey,
		PathGetVIPRichInfo, PathQQGainChest,
		PathQueryVIP, PathGetGift, PathGetWifi, PathQQScoreBatch,
	}
}
