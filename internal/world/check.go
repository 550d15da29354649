package world

import (
	"context"
	"hash/maphash"
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
	_, err := d.check()
	return err
}

// check returns a checker that knows what the document names.
func (d *Document) check() (*checker, error) {
	c := newChecker()
	c.world(d.World)
	for _, key := range checkOrder {
		_ = d.each(context.Background(), key, func(it *item) error {
			c.item(it.value, it.at)
			return nil
		})
	}
	return c, c.err(d.src)
}

// checkOrder are the lists of a document in the order in which problems are
// looked for.
var checkOrder = []string{"apps", "accounts", "friends", "groups", "words", "messages", "chests", "scores", "unbinds"}

func (ps *problems) world(name string) {
	if !worldName.MatchString(name) {
		ps.add(root("world"), "must be 1 to 63 of a-z, 0-9, _ and -, the first a letter or digit, got %q", clip(name))
	}
}

// item checks an entry of one of the lists.
func (c *checker) item(v any, at *path) {
	switch v := v.(type) {
	case *App:
		c.app(*v, at)
	case *Account:
		c.account(*v, at)
	case *Friend:
		c.friend(v, at)
	case *Group:
		c.group(*v, at)
	case *string:
		c.length(*v, 1, maxName, at, "")
	case *Message:
		c.message(*v, at)
	case *Chest:
		c.chest(*v, at)
	case *Score:
		c.score(*v, at)
	case *Unbind:
		c.unbind(*v, at)
	}
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

// checker remembers what was named, to find what is named twice.
type checker struct {
	problems
	remarks bool // a friendship leaves a remark to what it is

	apps, accounts, groups seen[int64]
	players                seen[ofApp]
	openids, tokens        seen[inApp]
	friends                seen[[2]int64]
	guilds                 seen[guild]
	groupOpenIDs           seen[string]
	messages, chests       seen[string]
	scores                 seen[scoreKey]
	unbinds                seen[guild]
}

// newChecker returns a checker for a small document.
func newChecker() *checker {
	return &checker{
		apps: remembering[int64](), accounts: remembering[int64](), groups: remembering[int64](),
		players: remembering[ofApp](), openids: remembering[inApp](), tokens: remembering[inApp](),
		friends: remembering[[2]int64](), guilds: remembering[guild](), groupOpenIDs: remembering[string](),
		messages: remembering[string](), chests: remembering[string](),
		scores: remembering[scoreKey](), unbinds: remembering[guild](),
	}
}

// newLargeChecker returns a checker that keeps hashes and finds suspects: see
// [seen].
func newLargeChecker() *checker {
	seed := maphash.MakeSeed()
	return &checker{
		apps: hashing[int64](seed), accounts: hashing[int64](seed), groups: hashing[int64](seed),
		players: hashing[ofApp](seed), openids: hashing[inApp](seed), tokens: hashing[inApp](seed),
		friends: hashing[[2]int64](seed), guilds: hashing[guild](seed), groupOpenIDs: hashing[string](seed),
		messages: hashing[string](seed), chests: hashing[string](seed),
		scores: hashing[scoreKey](seed), unbinds: hashing[guild](seed),
	}
}

// among returns a checker that looks into the suspects of c.
func (c *checker) among() *checker {
	return &checker{
		apps: c.apps.among(), accounts: c.accounts.among(), groups: c.groups.among(),
		players: c.players.among(), openids: c.openids.among(), tokens: c.tokens.among(),
		friends: c.friends.among(), guilds: c.guilds.among(), groupOpenIDs: c.groupOpenIDs.among(),
		messages: c.messages.among(), chests: c.chests.among(),
		scores: c.scores.among(), unbinds: c.unbinds.among(),
	}
}

// forget frees what only checking needs, and remarks: a large document's
// friendships are most of it.
func (c *checker) forget() {
	c.apps.forget()
	c.groups.forget()
	c.openids.forget()
	c.tokens.forget()
	c.friends.forget()
	c.guilds.forget()
	c.groupOpenIDs.forget()
	c.messages.forget()
	c.chests.forget()
	c.scores.forget()
	c.unbinds.forget()
}

// suspicious reports whether there are suspects.
func (c *checker) suspicious() bool {
	return len(c.apps.suspects)+len(c.accounts.suspects)+len(c.groups.suspects)+
		len(c.players.suspects)+len(c.openids.suspects)+len(c.tokens.suspects)+
		len(c.friends.suspects)+len(c.guilds.suspects)+len(c.groupOpenIDs.suspects)+
		len(c.messages.suspects)+len(c.chests.suspects)+
		len(c.scores.suspects)+len(c.unbinds.suspects) > 0
}

// once reports a key that was named before.
func once[K comparable](ps *problems, s *seen[K], k K, in *path, key, what string) {
	if before, again := s.name(k, in, key); again {
		ps.add(in.sub(key), "%s is named twice, first by %s: name it once", what, before)
	}
}

// The checks of values get the place of a value as the path of what it is in,
// and its key there, "" for that itself: a path costs, and most are not wanted.

func (ps *problems) id(id int64, in *path, key string) {
	if id < 1 {
		ps.add(in.sub(key), "must be at least 1, got %d", id)
	}
}

func (ps *problems) between(n, low, high int, in *path, key string) {
	switch {
	case n >= low && n <= high:
	case high == math.MaxInt:
		ps.add(in.sub(key), "must be at least %d, got %d", low, n)
	default:
		ps.add(in.sub(key), "must be %d to %d, got %d", low, high, n)
	}
}

func (ps *problems) length(s string, low, high int, in *path, key string) {
	switch {
	case s == "" && low > 0:
		ps.add(in.sub(key), "must not be left out or empty, 1 to %d bytes are allowed", high)
	case len(s) > high:
		ps.add(in.sub(key), "must have at most %d bytes, got %d", high, len(s))
	}
}

// optional is length for what may be left out.
func (ps *problems) optional(s *string, low, high int, in *path, key string) {
	if s != nil {
		ps.length(*s, low, high, in, key)
	}
}

func (ps *problems) given(t Time, in *path, key string) {
	if t.IsZero() {
		ps.add(in.sub(key), "must not be left out: give a time like 2026-01-05T00:00:00+08:00")
	}
}

func (c *checker) app(a App, at *path) {
	c.id(a.AppID, at, "appid")
	once(&c.problems, &c.apps, a.AppID, at, "appid", "the app")
	c.optional(a.AppKey, 1, maxKey, at, "appkey")
	c.optional(a.MSDKKey, 0, maxKey, at, "msdkkey")
	c.optional(a.Name, 0, maxName, at, "name")
	if a.Settings != nil {
		c.settings(a.Settings, at.key("settings"))
	}
	seen := remembering[int64]()
	for i, act := range a.Activities {
		at := at.key("activities").at(i)
		c.id(act.ActID, at, "actid")
		once(&c.problems, &seen, act.ActID, at, "actid", "the activity")
		c.length(act.Name, 0, maxName, at, "name")
	}
}

func (c *checker) settings(s *Settings, at *path) {
	if s.ShareQuota != nil {
		c.between(*s.ShareQuota, 0, math.MaxInt32, at, "share_quota")
	}
	if r := s.Rate; r != nil {
		if !(r.PerSecond >= 0 && r.PerSecond <= 1e9) {
			c.add(at.key("rate").key("per_second"), "must be 0 (no limit) to 1000000000, got %v", r.PerSecond)
		}
		c.between(r.Burst, 0, math.MaxInt32, at.key("rate"), "burst")
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
	c.id(a.UIN, at, "uin")
	once(&c.problems, &c.accounts, a.UIN, at, "uin", "the account")
	c.optional(a.Nickname, 0, maxName, at, "nickname")
	c.optional(a.Password, 0, maxSecret, at, "password")
	c.avatar(a.Avatar, at.key("avatar"))
	if g := a.Gender; g != nil && *g != platform.Male && *g != platform.Female && *g != platform.GenderUnknown {
		c.add(at.key("gender"), "must be male, female or unknown, got %q", clip(string(*g)))
	}
	if a.QQLevel != nil {
		c.between(*a.QQLevel, 0, math.MaxInt32, at, "qq_level")
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
	c.length(*s, 0, maxURL, at, "")
	u, err := url.Parse(*s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		c.add(at, "must be a base URL of pictures like https://img.example.com/10001, or empty, got %q", clip(*s))
	}
}

func (c *checker) membership(m *Membership, at *path) {
	if m == nil {
		return
	}
	c.between(m.Level, 0, math.MaxInt32, at, "level")
	c.ordered(m.Start, m.End, "start", at.key("end"))
	c.ordered(m.YearStart, m.YearEnd, "year_start", at.key("year_end"))
}

func (c *checker) ordered(start, end Time, name string, at *path) {
	if !start.IsZero() && !end.IsZero() && time.Time(end).Before(time.Time(start)) {
		c.add(at, "must not be before %s", name)
	}
}

func (c *checker) player(uin int64, p Player, at *path) {
	c.id(p.AppID, at, "appid")
	once(&c.problems, &c.players, ofApp{p.AppID, uin}, at, "appid", "the account's player in this app")
	if p.OpenID != nil {
		c.length(*p.OpenID, 1, maxOpenID, at, "openid")
		once(&c.problems, &c.openids, inApp{p.AppID, *p.OpenID}, at, "openid", "the openid of this app")
	}
	for i, t := range p.Tokens {
		c.token(p.AppID, t, at.key("tokens").at(i))
	}
	for i, g := range p.Gifts {
		at := at.key("gifts").at(i)
		c.length(g.ID, 1, maxName, at, "giftId")
		c.between(g.Count, 1, math.MaxInt32, at, "giftCount")
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
	c.length(t.Token, 0, maxToken, at, "token")
	hash, err := t.hash()
	if err != nil {
		c.add(at.key("sha256"), "must be 64 hex digits, got %q", clip(t.SHA256))
		return
	}
	once(&c.problems, &c.tokens, inApp{appid, string(hash[:])}, at, "", "the token of this app")
	if _, err := t.revocation(); err != nil {
		c.add(at.key("revoked"), "%v", err)
	}
}

func (c *checker) friend(f *Friend, at *path) {
	c.id(f.UIN, at, "uin")
	c.id(f.Friend, at, "friend")
	if f.UIN == f.Friend {
		c.add(at, "account %d cannot be its own friend", f.UIN)
		return
	}
	once(&c.problems, &c.friends, pair(f.UIN, f.Friend), at, "", "the friendship, which is mutual,")
	c.optional(f.Remark, 0, maxName, at, "remark")
	c.optional(f.FriendRemark, 0, maxName, at, "friend_remark")
	c.remarks = c.remarks || f.Remark == nil || f.FriendRemark == nil
}

// pair names a friendship whichever side it is seen from.
func pair(a, b int64) [2]int64 { return [2]int64{min(a, b), max(a, b)} }

func (c *checker) group(g Group, at *path) {
	c.id(g.Code, at, "code")
	once(&c.problems, &c.groups, g.Code, at, "code", "the group")
	c.optional(g.Name, 0, maxName, at, "name")
	c.optional(g.Memo, 0, maxMemo, at, "memo")
	if g.Max != nil {
		c.between(*g.Max, 1, math.MaxInt32, at, "max")
	}
	c.uins(g.Admins, at.key("admins"))
	c.uins(g.Members, at.key("members"))
	if g.Members != nil {
		c.inGroup(g.Owner, g.Admins, slices.Sorted(slices.Values(g.Members)), at)
	}
	bound := remembering[int64]()
	for i, b := range g.Bindings {
		at := at.key("bindings").at(i)
		once(&c.problems, &bound, b.AppID, at, "appid", "the group's binding in this app")
		c.binding(b, at)
	}
}

func (c *checker) uins(list []int64, at *path) {
	seen := remembering[int64]()
	for i, uin := range list {
		once(&c.problems, &seen, uin, at.at(i), "", "the account")
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
	c.id(b.AppID, at, "appid")
	c.length(b.UnionID, 1, platform.MaxScopeText, at, "unionid")
	c.length(b.ZoneID, 0, platform.MaxScopeText, at, "zoneid")
	once(&c.problems, &c.guilds, guild{b.AppID, b.UnionID, b.zone()}, at, "", "the guild, which is unionid and zoneid in an app,")
	c.optional(b.JoinKey, 1, maxKey, at, "join_key")
	if b.GroupOpenID != nil {
		c.length(*b.GroupOpenID, 1, maxOpenID, at, "group_openid")
		once(&c.problems, &c.groupOpenIDs, *b.GroupOpenID, at, "group_openid", "the group_openid")
	}
}

// zone returns the zoneid, "0" where it was left out (protocol.md 4, groups).
func (b Binding) zone() string {
	if b.ZoneID == "" {
		return "0"
	}
	return b.ZoneID
}
