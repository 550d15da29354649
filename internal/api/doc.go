// Package api is the logic layer: the table of the 17 interfaces, one row
// each, and per service one file of functions that read an interface's
// parameters, call the platform and word the answer.
package api
