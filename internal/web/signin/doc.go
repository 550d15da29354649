// Package signin has the pages that people sign in, register and look after
// their account with.
package signin
