package world

import (
	"bytes"
	"context"
	"testing"

	"tongwan/internal/worldgen"
)

func generated(tb testing.TB, accounts, friends int) []byte {
	tb.Helper()
	var b bytes.Buffer
	o := worldgen.Options{World: "bench", AppID: 100703379, Accounts: accounts, Friends: friends, Seed: 42}
	if err := worldgen.Generate(&b, o, nil); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// A reading of a large document, without the store.
func BenchmarkCheckFrom(b *testing.B) {
	text := generated(b, 20_000, 50)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if err := CheckFrom(context.Background(), "bench.yaml", bytes.NewReader(text), nil); err != nil {
			b.Fatal(err)
		}
	}
}
