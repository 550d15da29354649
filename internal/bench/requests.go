package bench

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"tongwan/internal/worldgen"
	"tongwan/msdk"
)

// sizeHeader tells the yardstick how large an answer to send, in bytes. Both
// servers are sent it, so that they read the same requests to the last byte.
const sizeHeader = "X-Answer-Size"

// signedSpread is over how many seconds the timestamps of requests are spread,
// so that there is more than one signature.
const signedSpread = 60

// requests are whole HTTP requests, ready to be written to a connection.
type requests struct {
	bytes []byte
	ends  []int
}

// count returns how many there are.
func (r *requests) count() int { return len(r.ends) }

// at returns a request by its index.
func (r *requests) at(i int) []byte {
	start := 0
	if i > 0 {
		start = r.ends[i-1]
	}
	return r.bytes[start:r.ends[i]]
}

// makeRequests makes count signed requests of a scenario for accounts drawn at
// random, as of now in Unix seconds.
func makeRequests(s Scenario, w worldgen.Options, count, answerSize int, now int64) (*requests, error) {
	random := rand.New(rand.NewPCG(w.Seed, uint64(count)))
	r := &requests{ends: make([]int, 0, count)}
	key := worldgen.AppKey(w.Seed)
	for range count {
		p := playerAt(w, random.IntN(w.Accounts), random)
		body, err := s.body(p)
		if err != nil {
			return nil, fmt.Errorf("make a request of %s: %w", s.Name, err)
		}
		timestamp := strconv.FormatInt(now-random.Int64N(signedSpread), 10)
		target := fmt.Sprintf("%s?timestamp=%s&appid=%d&sig=%s&openid=%s&encode=%d",
			s.Path, timestamp, w.AppID, msdk.Sign(key, timestamp), p.openid, msdk.EncodeAppKey)
		r.bytes = appendRequest(r.bytes, target, answerSize, body)
		r.ends = append(r.ends, len(r.bytes))
	}
	return r, nil
}

func appendRequest(b []byte, target string, answerSize int, body []byte) []byte {
	b = fmt.Appendf(b, "POST %s HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n%s: %d\r\nContent-Length: %d\r\n\r\n",
		target, sizeHeader, answerSize, len(body))
	return append(b, body...)
}
