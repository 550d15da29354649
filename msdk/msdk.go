// Package msdk is the wire contract of the mobile-QQ part of the MSDK back-end
// protocol: request and answer types of its 17 interfaces, the signature, every
// return code, and a [Client] for game servers.
//
//	client := msdk.New("http://127.0.0.1:8080", msdk.App{ID: 100703379, Key: appkey})
//
//	profile, err := client.QQProfile(ctx, msdk.QQProfileRequest{
//		OpenID:      openid,
//		AccessToken: openkey,
//	})
//	var refused *msdk.Error
//	switch {
//	case err == nil:
//		greet(profile.NickName)
//	case errors.As(err, &refused) && refused.Reauthorise():
//		sendToLogin() // the token is dead, asking again will not help
//	default:
//		log.Print(err)
//	}
//
// Field names follow Go, JSON keys follow the protocol to the letter: where it
// writes a number as a string (memberNum, giftCount, is_lost), so do the
// types here. Sections named in comments are those of the vendor's document,
// "mobile-qq.md"; "protocol.md" is our page with what that document leaves open.
//
// The types carry tags that mean the same to encoding/json and to its second
// version. A nil list is null in the first and [] in the second; the protocol
// wants [], so a server that encodes with encoding/json must not leave one nil.
package msdk
