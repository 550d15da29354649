// Package platform is what the 17 interfaces talk about: apps, accounts and
// their players, sessions, friends, memberships, groups, messages, gifts,
// chests and scores, and the rules that hold between them.
//
// It knows neither HTTP nor SQL. What it needs of a database is said by the
// small Store interfaces that stand next to the code that uses them; what it
// needs of time is said by [Clock]. Every rule that is arithmetic (calendar
// windows, memberships, ranks, score values) is a pure function.
//
// Errors that a caller can act upon are of type [*Error] and carry a
// [Reason]; the API turns reasons into the codes of the protocol. Any other
// error means that a store failed.
package platform
