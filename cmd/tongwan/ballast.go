package main

// ballast is memory that is never touched, so the system never gives any for
// it. To the garbage collector it counts as in use: it lets so much more garbage
// gather before it looks again. Without, a server that keeps little besides what it
// is just answering would spend a quarter of its time in the collector.
func ballast() []byte { return make([]byte, 32<<20) }
