package server

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"testing"

	"tongwan/msdk"
)

// sink is a ResponseWriter that keeps nothing.
type sink struct{ header http.Header }

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) Write(p []byte) (int, error) { return len(p), nil }
func (s *sink) WriteHeader(int)             {}

// BenchmarkRequest is one request through all layers, without a connection.
func BenchmarkRequest(b *testing.B) {
	const key, openid = "4578e54fb3a1bd18e0681bc1c734514e", "A3284A812ECA15269F85AE1C2D94EB37"
	for path, body := range map[string]string{
		msdk.PathVerifyLogin:     `{"appid":100703379,"openid":"` + openid + `","openkey":"933FE8C9AB9C585D7EABD04373B7155F","userip":"192.168.5.114"}`,
		msdk.PathQQProfile:       `{"appid":100703379,"openid":"` + openid + `","accessToken":"933FE8C9AB9C585D7EABD04373B7155F"}`,
		msdk.PathQQFriendsDetail: `{"appid":100703379,"openid":"` + openid + `","accessToken":"933FE8C9AB9C585D7EABD04373B7155F"}`,
		msdk.PathQueryVIP:        `{"appid":100703379,"openid":"` + openid + `","vip":15,"accessToken":"933FE8C9AB9C585D7EABD04373B7155F"}`,
		msdk.PathGetWifi:         `{"appid":100703379,"openid":"` + openid + `"}`,
		"/nothing":               `{}`,
	} {
		b.Run(path[1:], func(b *testing.B) {
			s, err := Start(b.Context(), Config{Demo: true, Listen: "127.0.0.1:0", Control: "127.0.0.1:0"})
			if err != nil {
				b.Fatal(err)
			}
			defer s.Shutdown(b.Context())
			h := s.publicHandler()
			req, err := http.NewRequest("POST", fmt.Sprintf("http://x%s?timestamp=1381288134&appid=100703379&sig=%s&openid=%s&encode=1", path, msdk.Sign(key, "1381288134"), openid), nil)
			if err != nil {
				b.Fatal(err)
			}
			req.RemoteAddr = "127.0.0.1:5000"
			req.ContentLength = int64(len(body))
			w := &sink{make(http.Header)}
			reader := bytes.NewReader([]byte(body))
			b.ReportAllocs()
			for b.Loop() {
				reader.Reset([]byte(body))
				req.Body = io.NopCloser(reader)
				h.ServeHTTP(w, req)
			}
		})
	}
}
