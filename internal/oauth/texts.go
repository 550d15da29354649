package oauth

import "tongwan/internal/web"

var texts = web.Texts{
	"authorize.title":   {ZH: "授权登录", EN: "Sign in to an app"},
	"authorize.to":      {ZH: "登录到 %s", EN: "Sign in to %s"},
	"authorize.as":      {ZH: "当前账号", EN: "Signed in as"},
	"authorize.learns":  {ZH: "登录后，这款应用可以：", EN: "The app will be able to:"},
	"authorize.profile": {ZH: "获得你的昵称、头像和性别", EN: "see your nickname, picture and gender"},
	"authorize.unionid": {ZH: "获取你的 unionid：它在本服务器的所有应用中都相同", EN: "see your unionid, which is the same in all apps of this server"},
	"authorize.friends": {ZH: "看到同玩这款游戏的好友和你绑定的群", EN: "see your friends who play this game, and the groups bound to it"},
	"authorize.send":    {ZH: "替你给同玩的好友发送消息", EN: "send messages to those friends for you"},
	"authorize.never":   {ZH: "它看不到你的号码和密码。可以随时在「账号」页取消授权。", EN: "It never sees your number or password. You can revoke this on your account page at any time."},
	"authorize.allow":   {ZH: "同意并登录", EN: "Allow"},
	"authorize.deny":    {ZH: "拒绝", EN: "Deny"},
	"authorize.other":   {ZH: "切换账号", EN: "Switch"},
	"authorize.world":   {ZH: "这个应用不认识当前账号：它属于另一个世界。请登录应用所在世界的账号。", EN: "The app does not know this account: it is of another world. Please sign in with one of the app's world."},
	"authorize.refused": {ZH: "无法登录到应用", EN: "Cannot sign in to the app"},
	"authorize.wrong":   {ZH: "应用发来的登录请求有误，已停止。请联系应用的开发者，并告知以下信息：", EN: "The app's request is wrong, so it ends here. Please tell the app's developers:"},
}
