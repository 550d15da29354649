package world

import (
	"math"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"tongwan/internal/platform"
)

// The longest texts of a document, in bytes.
const (
	maxName   = 255 // names, nicknames, remarks, words, file names of activities
	maxMemo   = 1024
	maxURL    = 512
	maxKey    = 128 // appkey, msdkkey, join_key
	maxOpenID = 64  // protocol.md 4; group_openid too
	maxToken  = 512
	maxSecret = 1024 // passwords: hashing longer ones costs time
)

var worldName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,62}$`)

// Check holds a document against all rules that it decides alone: ranges,
// forms and duplicates. What it refers to outside itself is looked up by
// [Apply]. It returns an [*Error] with what is wrong, or nil.
func (d *Document) Check() error {
	c := newChecker()
	if !worldName.MatchString(d.World) {
		c.add(root("world"), "must be 1 to 63 of a-z, 0-9, _ and -, the first a letter or digit, got %q", clip(d.World))
	}
	for i, a := range d.Apps {
		c.app(a, root("apps").at(i))
	}
	for i, a := range d.Accounts {
		c.account(a, root("accounts").at(i))
	}
	for i, f := range d.Friends {
		c.friend(f, root("friends").at(i))
	}
	for i, g := range d.Groups {
		c.group(g, root("groups").at(i))
	}
	for i, w := range d.Words {
		c.length(w, 1, maxName, root("words").at(i))
	}
	c.state(d)
	return c.err(d.src)
}

func root(name string) *path { return (*path)(nil).key(name) }

// inApp is something that an app must have only once.
type inApp struct {
	appid int64
	name  string
}

// ofApp is an account's player, or a group's binding, in an app.
type ofApp struct {
	appid, id int64
}

// guild is what a group is bound to.
type guild struct {
	appid           int64
	unionid, zoneid string
}

// checker remembers where things were named first, to find those named twice.
type checker struct {
	problems
	apps, accounts, groups map[int64]*path
	players                map[ofApp]*path
	openids, tokens        map[inApp]*path
	friends                map[[2]int64]*path
	guilds                 map[guild]*path
	groupOpenIDs           map[string]*path
}

func newChecker() *checker {
	return &checker{
		apps: make(map[int64]*path), accounts: make(map[int64]*path), groups: make(map[int64]*path),
		players: make(map[ofApp]*path), openids: make(map[inApp]*path), tokens: make(map[inApp]*path),
		friends: make(map[[2]int64]*path), guilds: make(map[guild]*path), groupOpenIDs: make(map[string]*path),
	}
}

// once reports a key that was seen before.
func once[K comparable](ps *problems, seen map[K]*path, k K, at *path, what string) {
	if first, again := seen[k]; again {
		ps.add(at, "%s is named twice, first by %s: name it once", what, first)
		return
	}
	seen[k] = at
}

func (ps *problems) id(id int64, at *path) {
	if id < 1 {
		ps.add(at, "must be at least 1, got %d", id)
	}
}

func (ps *problems) between(n, low, high int, at *path) {
	switch {
	case n >= low && n <= high:
	case high == math.MaxInt:
		ps.add(at, "must be at least %d, got %d", low, n)
	default:
		ps.add(at, "must be %d to %d, got %d", low, high, n)
	}
}

func (ps *problems) length(s string, low, high int, at *path) {
	switch {
	case s == "" && low > 0:
		ps.add(at, "must not be left out or empty, 1 to %d bytes are allowed", high)
	case len(s) > high:
		ps.add(at, "must have at most %d bytes, got %d", high, len(s))
	}
}

// optional is length for what may be left out.
func (ps *problems) optional(s *string, low, high int, at *path) {
	if s != nil {
		ps.length(*s, low, high, at)
	}
}

func (ps *problems) given(t Time, at *path) {
	if t.IsZero() {
		ps.add(at, "must not be left out: give a time like 2026-01-05T00:00:00+08:00")
	}
}

func (c *checker) app(a App, at *path) {
	c.id(a.AppID, at.key("appid"))
	once(&c.problems, c.apps, a.AppID, at.key("appid"), "the app")
	c.optional(a.AppKey, 1, maxKey, at.key("appkey"))
	c.optional(a.MSDKKey, 0, maxKey, at.key("msdkkey"))
	c.optional(a.Name, 0, maxName, at.key("name"))
	if a.Settings != nil {
		c.settings(a.Settings, at.key("settings"))
	}
	seen := make(map[int64]*path)
	for i, act := range a.Activities {
		at := at.key("activities").at(i)
		c.id(act.ActID, at.key("actid"))
		once(&c.problems, seen, act.ActID, at.key("actid"), "the activity")
		c.length(act.Name, 0, maxName, at.key("name"))
	}
}

func (c *checker) settings(s *Settings, at *path) {
	if s.ShareQuota != nil {
		c.between(*s.ShareQuota, 0, math.MaxInt32, at.key("share_quota"))
	}
	if r := s.Rate; r != nil {
		if !(r.PerSecond >= 0 && r.PerSecond <= 1e9) {
			c.add(at.key("rate").key("per_second"), "must be 0 (no limit) to 1000000000, got %v", r.PerSecond)
		}
		c.between(r.Burst, 0, math.MaxInt32, at.key("rate").key("burst"))
	}
	if s.Session != nil && *s.Session <= 0 {
		c.add(at.key("session"), "must be longer than 0, got %v", time.Duration(*s.Session))
	}
	for i, ip := range s.AllowedIPs {
		if _, err := parsePrefix(ip); err != nil {
			c.add(at.key("allowed_ips").at(i), "must be a CIDR like 10.0.0.0/8 or an address, got %q", clip(ip))
		}
	}
	for i, host := range s.AllowedReferers {
		if host == "" || len(host) > maxName || strings.ContainsAny(host, "/ \t") {
			c.add(at.key("allowed_referers").at(i), "must be a host like www.example.com, without scheme and path, got %q", clip(host))
		}
	}
	for i, p := range s.Disabled {
		if len(p) < 2 || len(p) > maxName || p[0] != '/' {
			c.add(at.key("disabled").at(i), "must be the path of an interface like /relation/qqprofile, got %q", clip(p))
		}
	}
}

// parsePrefix reads a CIDR, or an address as the CIDR that holds only it.
// Bits outside the mask are cut off.
func parsePrefix(s string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(s); err == nil && addr.Zone() == "" {
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	p, err := netip.ParsePrefix(s)
	return p.Masked(), err
}

func (c *checker) account(a Account, at *path) {
	c.id(a.UIN, at.key("uin"))
	once(&c.problems, c.accounts, a.UIN, at.key("uin"), "the account")
	c.optional(a.Nickname, 0, maxName, at.key("nickname"))
	c.optional(a.Password, 0, maxSecret, at.key("password"))
	c.avatar(a.Avatar, at.key("avatar"))
	if g := a.Gender; g != nil && *g != platform.Male && *g != platform.Female && *g != platform.GenderUnknown {
		c.add(at.key("gender"), "must be male, female or unknown, got %q", clip(string(*g)))
	}
	if a.QQLevel != nil {
		c.between(*a.QQLevel, 0, math.MaxInt32, at.key("qq_level"))
	}
	if a.VIP != nil {
		for _, f := range a.VIP.kinds() {
			c.membership(*f.held, at.key("vip").key(string(f.kind)))
		}
	}
	for i, p := range a.Players {
		c.player(a.UIN, p, at.key("players").at(i))
	}
}

func (c *checker) avatar(s *string, at *path) {
	if s == nil || *s == "" {
		return
	}
	c.length(*s, 0, maxURL, at)
	u, err := url.Parse(*s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		c.add(at, "must be a base URL of pictures like https://img.example.com/10001, or empty, got %q", clip(*s))
	}
}

func (c *checker) membership(m *Membership, at *path) {
	if m == nil {
		return
	}
	c.between(m.Level, 0, math.MaxInt32, at.key("level"))
	c.ordered(m.Start, m.End, "start", at.key("end"))
	c.ordered(m.YearStart, m.YearEnd, "year_start", at.key("year_end"))
}

func (c *checker) ordered(start, end Time, name string, at *path) {
	if !start.IsZero() && !end.IsZero() && time.Time(end).Before(time.Time(start)) {
		c.add(at, "must not be before %s", name)
	}
}

func (c *checker) player(uin int64, p Player, at *path) {
	c.id(p.AppID, at.key("appid"))
	once(&c.problems, c.players, ofApp{p.AppID, uin}, at.key("appid"), "the account's player in this app")
	if p.OpenID != nil {
		c.length(*p.OpenID, 1, maxOpenID, at.key("openid"))
		once(&c.problems, c.openids, inApp{p.AppID, *p.OpenID}, at.key("openid"), "the openid of this app")
	}
	for i, t := range p.Tokens {
		c.token(p.AppID, t, at.key("tokens").at(i))
	}
	for i, g := range p.Gifts {
		at := at.key("gifts").at(i)
		c.length(g.ID, 1, maxName, at.key("giftId"))
		c.between(g.Count, 1, math.MaxInt32, at.key("giftCount"))
	}
}

func (c *checker) token(appid int64, t Token, at *path) {
	switch {
	case t.Token != "" && t.SHA256 != "":
		c.add(at, "has both token and sha256: give one")
		return
	case t.Token == "" && t.SHA256 == "":
		c.add(at, "has neither token nor sha256: give one")
		return
	}
	c.length(t.Token, 0, maxToken, at.key("token"))
	hash, err := t.hash()
	if err != nil {
		c.add(at.key("sha256"), "must be 64 hex digits, got %q", clip(t.SHA256))
		return
	}
	once(&c.problems, c.tokens, inApp{appid, string(hash[:])}, at, "the token of this app")
	if _, err := t.revocation(); err != nil {
		c.add(at.key("revoked"), "%v", err)
	}
}

func (c *checker) friend(f Friend, at *path) {
	c.id(f.UIN, at.key("uin"))
	c.id(f.Friend, at.key("friend"))
	if f.UIN == f.Friend {
		c.add(at, "account %d cannot be its own friend", f.UIN)
		return
	}
	once(&c.problems, c.friends, pair(f.UIN, f.Friend), at, "the friendship, which is mutual,")
	c.optional(f.Remark, 0, maxName, at.key("remark"))
	c.optional(f.FriendRemark, 0, maxName, at.key("friend_remark"))
}

// pair names a friendship whichever side it is seen from.
func pair(a, b int64) [2]int64 { return [2]int64{min(a, b), max(a, b)} }

func (c *checker) group(g Group, at *path) {
	c.id(g.Code, at.key("code"))
	once(&c.problems, c.groups, g.Code, at.key("code"), "the group")
	c.optional(g.Name, 0, maxName, at.key("name"))
	c.optional(g.Memo, 0, maxMemo, at.key("memo"))
	if g.Max != nil {
		c.between(*g.Max, 1, math.MaxInt32, at.key("max"))
	}
	c.uins(g.Admins, at.key("admins"))
	c.uins(g.Members, at.key("members"))
	if g.Members != nil {
		c.inGroup(g.Owner, g.Admins, slices.Sorted(slices.Values(g.Members)), at)
	}
	bound := make(map[int64]*path)
	for i, b := range g.Bindings {
		at := at.key("bindings").at(i)
		once(&c.problems, bound, b.AppID, at.key("appid"), "the group's binding in this app")
		c.binding(b, at)
	}
}

func (c *checker) uins(list []int64, at *path) {
	seen := make(map[int64]*path, len(list))
	for i, uin := range list {
		once(&c.problems, seen, uin, at.at(i), "the account")
	}
}

// inGroup holds owner and admins against the sorted members.
func (ps *problems) inGroup(owner *int64, admins, members []int64, at *path) {
	if owner != nil {
		if _, in := slices.BinarySearch(members, *owner); !in {
			ps.add(at.key("owner"), "account %d is not among the members: add it there", *owner)
		}
	}
	for i, uin := range admins {
		if _, in := slices.BinarySearch(members, uin); !in {
			ps.add(at.key("admins").at(i), "account %d is not among the members: add it there", uin)
		}
	}
}

func (c *checker) binding(b Binding, at *path) {
	c.id(b.AppID, at.key("appid"))
	c.length(b.UnionID, 1, platform.MaxScopeText, at.key("unionid"))
	c.length(b.ZoneID, 0, platform.MaxScopeText, at.key("zoneid"))
	once(&c.problems, c.guilds, guild{b.AppID, b.UnionID, b.zone()}, at, "the guild, which is unionid and zoneid in an app,")
	c.optional(b.JoinKey, 1, maxKey, at.key("join_key"))
	if b.GroupOpenID != nil {
		c.length(*b.GroupOpenID, 1, maxOpenID, at.key("group_openid"))
		once(&c.problems, c.groupOpenIDs, *b.GroupOpenID, at.key("group_openid"), "the group_openid")
	}
}

// zone returns the zoneid, "0" where it was left out (protocol.md 4, groups).
func (b Binding) zone() string {
	if b.ZoneID == "" {
		return "0"
	}
	return b.ZoneID
}
