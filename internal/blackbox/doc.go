// Package blackbox tests the built binary from outside, as its users do:
// over HTTP, through the public client, and with signals.
package blackbox
