package server

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"tongwan/internal/world"
	"tongwan/msdk"
)

// BenchmarkSandbox is what faults without a rule and the journal add to a
// request: the same one with and without --sandbox.
func BenchmarkSandbox(b *testing.B) {
	file := filepath.Join(b.TempDir(), "demo.yaml")
	if err := os.WriteFile(file, world.Demo(), 0o600); err != nil {
		b.Fatal(err)
	}
	for _, on := range []bool{false, true} {
		b.Run(fmt.Sprint(on), func(b *testing.B) {
			s, err := Start(b.Context(), Config{World: file, Sandbox: on, Listen: "127.0.0.1:0", Control: "127.0.0.1:0"})
			if err != nil {
				b.Fatal(err)
			}
			defer s.Shutdown(b.Context())
			h := s.publicHandler()
			const openid = "A3284A812ECA15269F85AE1C2D94EB37"
			target := fmt.Sprintf("http://x%s?timestamp=1381288134&appid=100703379&sig=%s&openid=%s&encode=1",
				msdk.PathQQProfile, msdk.Sign("4578e54fb3a1bd18e0681bc1c734514e", "1381288134"), openid)
			body := []byte(`{"appid":100703379,"openid":"` + openid + `","accessToken":"933FE8C9AB9C585D7EABD04373B7155F"}`)
			req, err := http.NewRequest("POST", target, nil)
			if err != nil {
				b.Fatal(err)
			}
			req.RemoteAddr, req.ContentLength = "127.0.0.1:5000", int64(len(body))
			w, reader := &sink{make(http.Header)}, bytes.NewReader(body)
			b.ReportAllocs()
			for b.Loop() {
				reader.Reset(body)
				req.Body = io.NopCloser(reader)
				h.ServeHTTP(w, req)
			}
		})
	}
}
