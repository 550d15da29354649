// Package gateway is the access layer: it finds out which interface a request
// is for and whether the request may reach it, in the order that the protocol
// prescribes (protocol.md 2), reads the body, and writes the answer.
//
// Every answer is HTTP 200 with one JSON object, also for errors, unless a
// test ordered a [Fault]. Nothing that a client sends can make it panic or
// answer anything else.
package gateway
