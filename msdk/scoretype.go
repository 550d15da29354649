package msdk

// Types of score entries (mobile-qq.md 2.4.5.6). Those that come with every batch
// of certain games are ScorePlatform (all games), ScoreMode, ScoreZone, ScoreServer
// and ScoreRole, and ScoreGuild with whatever is about a guild.
const (
	ScoreLevel          = 1  // level
	ScoreMoney          = 2  // money
	ScorePoints         = 3  // result of one game; rankings are made from these
	ScoreExperience     = 4  // experience
	ScoreBest           = 5  // best result ever; worked out by the platform
	ScoreLastWeekRank   = 6  // rank of last week; worked out by the platform
	ScoreChallenge      = 7  // result of a challenge match
	ScoreLastLogin      = 8  // last login, Unix seconds
	ScoreGamesToday     = 9  // games of the day; worked out by the platform
	ScoreGamesWeek      = 10 // games of the week; worked out by the platform
	ScoreBestToday      = 11 // best result of the day; worked out by the platform
	ScorePlatform       = 12 // 1 Android, 2 iOS: the rest of the batch belongs there
	ScoreMode           = 13 // game mode that the rest of the batch belongs to
	ScoreDuration       = 14 // length of one game in seconds; the platform adds up
	ScoreBestWeek       = 15 // best result of the week; worked out by the platform
	ScoreWeekRank       = 16 // rank of this week; worked out by the platform
	ScorePower          = 17 // combat power
	ScorePowerRank      = 18 // rank by combat power within the game
	ScoreStages         = 19 // stages cleared
	ScoreStagesWeek     = 20 // stages cleared in the week; not used yet
	ScoreCredit         = 21 // credit points
	ScoreCreditRank     = 22 // rank by credit points within the game
	ScoreGamesTotal     = 23 // games in all
	ScoreWinRate        = 24 // share of games won; the one number with digits after a point
	ScoreRegistered     = 25 // registration, Unix seconds; once reported as 3001
	ScoreZone           = 26 // zone that the rest of the batch belongs to
	ScoreServer         = 27 // server that the rest of the batch belongs to
	ScoreRole           = 28 // id of the role that the rest of the batch belongs to
	ScoreRoleName       = 29 // name of the role
	ScoreGuild          = 30 // id of the guild that 301 to 313 belong to
	ScoreGuildJoined    = 31 // joined the guild, Unix seconds
	ScoreGuildName      = 301
	ScoreGuildLevel     = 302
	ScoreGuildPower     = 303
	ScoreGuildRank      = 304
	ScoreGuildHonour    = 305
	ScoreGuildFounded   = 306 // Unix seconds
	ScoreGuildDissolved = 307 // Unix seconds
	ScoreGuildMembers   = 308 // number of members
	ScoreGuildMove      = 309 // 1 joined, 2 left
	ScoreGuildMemo      = 310 // what the guild says about itself
	ScoreGuildPost      = 311 // 1 leader, 2 deputy, 3 member
	ScoreGuildGroup     = 312 // the QQ group bound to it
	ScoreGuildBound     = 313 // when it was bound, Unix seconds
)

// ScoreTypeInfo names a type of score entry for people.
type ScoreTypeInfo struct {
	Type int    // the number
	Name string // its constant in this package
	ZH   string // in Chinese
	EN   string // in English
}

// ScoreTypes returns the types of the document's table, ascending (mobile-qq.md
// 2.4.5.6). Games use others as well.
func ScoreTypes() []ScoreTypeInfo {
	return []ScoreTypeInfo{
		{ScoreLevel, "ScoreLevel", "等级", "level"},
		{ScoreMoney, "ScoreMoney", "金钱", "money"},
		{ScorePoints, "ScorePoints", "单局得分", "game result"},
		{ScoreExperience, "ScoreExperience", "经验", "experience"},
		{ScoreBest, "ScoreBest", "历史最高分", "best result ever"},
		{ScoreLastWeekRank, "ScoreLastWeekRank", "上周排名", "rank last week"},
		{ScoreChallenge, "ScoreChallenge", "挑战赛成绩", "challenge result"},
		{ScoreLastLogin, "ScoreLastLogin", "最近登录时间", "last login"},
		{ScoreGamesToday, "ScoreGamesToday", "今日局数", "games today"},
		{ScoreGamesWeek, "ScoreGamesWeek", "本周局数", "games this week"},
		{ScoreBestToday, "ScoreBestToday", "今日最高分", "best result today"},
		{ScorePlatform, "ScorePlatform", "平台", "device platform"},
		{ScoreMode, "ScoreMode", "游戏模式", "game mode"},
		{ScoreDuration, "ScoreDuration", "单局时长", "game length"},
		{ScoreBestWeek, "ScoreBestWeek", "本周最高分", "best result this week"},
		{ScoreWeekRank, "ScoreWeekRank", "本周排名", "rank this week"},
		{ScorePower, "ScorePower", "战力", "combat power"},
		{ScorePowerRank, "ScorePowerRank", "战力排名", "combat power rank"},
		{ScoreStages, "ScoreStages", "已通关卡", "stages cleared"},
		{ScoreStagesWeek, "ScoreStagesWeek", "本周通关", "stages cleared this week"},
		{ScoreCredit, "ScoreCredit", "积分", "credit points"},
		{ScoreCreditRank, "ScoreCreditRank", "积分排名", "credit rank"},
		{ScoreGamesTotal, "ScoreGamesTotal", "总局数", "games in all"},
		{ScoreWinRate, "ScoreWinRate", "胜率", "win rate"},
		{ScoreRegistered, "ScoreRegistered", "注册时间", "registered"},
		{ScoreZone, "ScoreZone", "大区", "zone"},
		{ScoreServer, "ScoreServer", "服务器", "server"},
		{ScoreRole, "ScoreRole", "角色", "role"},
		{ScoreRoleName, "ScoreRoleName", "角色名", "role name"},
		{ScoreGuild, "ScoreGuild", "所属公会", "guild"},
		{ScoreGuildJoined, "ScoreGuildJoined", "入会时间", "joined the guild"},
		{ScoreGuildName, "ScoreGuildName", "公会名", "guild name"},
		{ScoreGuildLevel, "ScoreGuildLevel", "公会等级", "guild level"},
		{ScoreGuildPower, "ScoreGuildPower", "公会战力", "guild power"},
		{ScoreGuildRank, "ScoreGuildRank", "公会排名", "guild rank"},
		{ScoreGuildHonour, "ScoreGuildHonour", "公会荣誉", "guild honour"},
		{ScoreGuildFounded, "ScoreGuildFounded", "公会成立时间", "guild founded"},
		{ScoreGuildDissolved, "ScoreGuildDissolved", "公会解散时间", "guild dissolved"},
		{ScoreGuildMembers, "ScoreGuildMembers", "公会人数", "guild members"},
		{ScoreGuildMove, "ScoreGuildMove", "入会或退会", "joined or left the guild"},
		{ScoreGuildMemo, "ScoreGuildMemo", "公会简介", "guild description"},
		{ScoreGuildPost, "ScoreGuildPost", "公会职位", "post in the guild"},
		{ScoreGuildGroup, "ScoreGuildGroup", "公会QQ群", "guild's QQ group"},
		{ScoreGuildBound, "ScoreGuildBound", "绑群时间", "group bound"},
	}
}

// ScoreTypeName returns the Chinese and English names of a type, both empty if the
// document's table does not have it.
func ScoreTypeName(t int) (zh, en string) {
	for _, info := range ScoreTypes() {
		if info.Type == t {
			return info.ZH, info.EN
		}
	}
	return "", ""
}
