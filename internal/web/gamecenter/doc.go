// Package gamecenter is what players see of their games: rankings among
// friends, messages that friends shared, the data that games report, guild
// groups and chests. docs/gamecenter.md describes it.
//
// The same views are shown as pages and as JSON. What is shown of a thing
// stands in the file of its name (ranking.go, inbox.go, data.go, guild.go,
// chest.go), its page in …page.go and the template of its name; the JSON API
// is in api.go, calls.go and groupcalls.go, live data are in stream.go.
package gamecenter
