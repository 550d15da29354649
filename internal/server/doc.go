// Package server wires the layers into a process: two listeners, health,
// metrics, and an orderly end.
package server
