package web

// texts are those of the layout, of errors and of the platform's reasons.
var texts = Texts{
	"site.name":    {ZH: "同玩", EN: "Tongwan"},
	"site.skip":    {ZH: "跳到正文", EN: "Skip to content"},
	"site.signin":  {ZH: "登录", EN: "Sign in"},
	"site.signout": {ZH: "退出登录", EN: "Sign out"},
	"site.nav":     {ZH: "导航", EN: "Navigation"},
	"site.lang":    {ZH: "English", EN: "中文"}, // each in its own language
	"site.langto":  {ZH: "Switch to English", EN: "切换到中文"},
	"site.home":    {ZH: "回到首页", EN: "Go to the start page"},

	"error.title":          {ZH: "出错了", EN: "That did not work"},
	"error.title.notfound": {ZH: "找不到页面", EN: "Nothing here"},
	"error.notfound":       {ZH: "这个地址没有内容，可能链接不完整或已失效。", EN: "There is no page at this address. The link may be incomplete or out of date."},
	"error.internal":       {ZH: "服务器出错，请稍后重试。", EN: "The server failed. Please try again in a while."},
	"error.slow":           {ZH: "服务器繁忙，请稍后重试。", EN: "The server is too busy. Please try again in a while."},
	"error.foreign":        {ZH: "请求来自其他网站，已被拒绝。请在本站页面上操作。", EN: "The request came from another site and was refused. Please use the pages of this site."},
	"error.oldform":        {ZH: "页面已过期：登录状态有变化，或浏览器拒绝了 Cookie。请返回、刷新页面后重试。", EN: "The form is out of date: you signed in or out since it was opened, or the browser refuses cookies. Please go back, reload the page and try again."},
	"error.unreadable":     {ZH: "无法识别提交的内容，请返回后重试。", EN: "What was sent cannot be read. Please go back and try again."},

	"reason.wrong password":              {ZH: "号码或密码不正确。", EN: "The number or the password is wrong."},
	"reason.too many tries":              {ZH: "尝试次数过多，请 %d 秒后再试。", EN: "Too many tries. Please wait %d seconds.", One: "Too many tries. Please wait %d second."},
	"reason.listed word":                 {ZH: "内容包含不允许的词语。", EN: "The text contains a word that is not allowed."},
	"reason.bad nickname":                {ZH: "昵称需为 1 至 12 个汉字（36 字节以内），不能含控制字符。", EN: "A nickname has 1 to 36 bytes of plain text."},
	"reason.bad password":                {ZH: "密码至少 8 个字符，最多 128 字节。", EN: "A password has at least 8 characters and at most 128 bytes."},
	"reason.unknown player":              {ZH: "你还没有玩过这款游戏。", EN: "You do not play this game yet."},
	"reason.bad signature":               {ZH: "链接的签名（sig）不正确，请从游戏中重新打开。", EN: "The link's signature (sig) is wrong. Please open it from the game again."},
	"reason.other player":                {ZH: "这个链接属于另一个账号，请切换账号后再打开。", EN: "The link is another account's. Please sign in with that one."},
	"reason.not the owner":               {ZH: "只有群主可以这样做。", EN: "Only the owner of the group can do that."},
	"reason.guild bound already":         {ZH: "这个公会已经绑定了群。", EN: "The guild has a group already."},
	"reason.group bound already":         {ZH: "这个群已经绑定了公会。", EN: "The group is bound to a guild already."},
	"reason.group full":                  {ZH: "群成员已满。", EN: "The group is full."},
	"reason.no binding":                  {ZH: "没有可加入的群，链接可能已失效。", EN: "There is no group to join: the link may be out of date."},
	"reason.group not bound to this app": {ZH: "这个群没有绑定这款游戏的公会。", EN: "The group is bound to no guild of this game."},
	"reason.group dissolved":             {ZH: "这个群已经解散。", EN: "The group was dissolved."},
	"reason.unbound too soon":            {ZH: "解绑太频繁，请一分钟后再试。", EN: "It was unbound less than a minute ago. Please wait a moment."},
	"reason.chest empty":                 {ZH: "宝箱已经被抢光了。", EN: "The chest is empty: others were faster."},
	"reason.not found":                   {ZH: "没有找到，链接可能不完整或已失效。", EN: "It is not there. The link may be incomplete or out of date."},
}
