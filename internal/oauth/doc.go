// Package oauth lets apps sign people in with OAuth 2.0 (RFC 6749, with PKCE
// of RFC 7636), in the dialect of QQ Connect: its paths, forms of answers and
// error codes, so that clients written for it need another host and nothing
// else. Clients of plain OAuth 2.0 work, too. docs/signin.md describes every
// endpoint, docs/adr/0009-oauth.md says why no library does it.
package oauth
