package tongwantest_test

import (
	"testing"

	"tongwan/tongwantest"
)

// BenchmarkNew is what a test pays for its world: making and removing it.
func BenchmarkNew(b *testing.B) {
	tongwantest.New(b) // starts the server
	f := &fakeTB{name: b.Name()}
	for b.Loop() {
		tongwantest.New(f)
		f.end()
	}
}

// BenchmarkOwnServer is New with a server of its own.
func BenchmarkOwnServer(b *testing.B) {
	f := &fakeTB{name: b.Name()}
	for b.Loop() {
		tongwantest.New(f, tongwantest.OwnServer())
		f.end()
	}
}

// BenchmarkPlayer is the first use of a player's name.
func BenchmarkPlayer(b *testing.B) {
	s := tongwantest.New(b)
	for i := 0; b.Loop(); i++ {
		s.Player(string(rune('a'+i%26)) + string(rune(0x4e00+i/26)))
	}
}
