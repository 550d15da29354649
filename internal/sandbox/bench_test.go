package sandbox

import (
	"context"
	"strings"
	"testing"

	"tongwan/internal/gateway"
	"tongwan/msdk"
)

// BenchmarkFaults is what looking for a rule costs a call.
func BenchmarkFaults(b *testing.B) {
	for name, rules := range map[string]string{
		"none":            `[]`,
		"another path":    `[{"path":"/profile/*","close":true}]`,
		"another player":  `[{"openid":"B","close":true}]`,
		"ten used up":     `[` + strings.Repeat(`{"times":1,"close":true},`, 9) + `{"times":1,"close":true}]`,
		"one that serves": `[{"is_lost":true}]`,
	} {
		b.Run(name, func(b *testing.B) {
			tb := &table{Faults: NewFaults()}
			tb.set(b, "w", rules)
			answer := &msdk.QQProfileAnswer{}
			h := tb.Around(func(context.Context, *gateway.Call) (msdk.Enveloped, error) { return answer, nil })
			c := call("w", 7, msdk.PathQQProfile, "A")
			if strings.Contains(rules, "times") {
				for range 10 {
					h(b.Context(), c)
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := h(b.Context(), c); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkJournal is what keeping a request costs a call, alone and with
// all cores on the journal of one world.
func BenchmarkJournal(b *testing.B) {
	answer := []byte(`{"ret":0,"msg":"success","nickName":"` + strings.Repeat("x", 300) + `"}`)
	c := observed(app7, `{"appid":7,"openid":"A3284A812ECA15269F85AE1C2D94EB37","accessToken":"`+token+`"}`)
	b.Run("alone", func(b *testing.B) {
		tb := newTable(b, JournalConfig{})
		b.ReportAllocs()
		for b.Loop() {
			tb.Observe(c, gateway.Outcome{Answer: answer})
		}
	})
	b.Run("parallel", func(b *testing.B) {
		tb := newTable(b, JournalConfig{})
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				tb.Observe(c, gateway.Outcome{Answer: answer})
			}
		})
	})
}

// BenchmarkList is what reading a full journal costs.
func BenchmarkList(b *testing.B) {
	tb := newTable(b, JournalConfig{})
	c := observed(app7, `{"openid":"A","accessToken":"`+token+`"}`)
	for range DefaultEntries {
		tb.Observe(c, gateway.Outcome{Answer: []byte(`{"ret":0,"msg":"success"}`)})
	}
	for b.Loop() {
		if page := tb.list(b, Query{}); page.Matched != DefaultEntries {
			b.Fatal(page.Matched)
		}
	}
}
