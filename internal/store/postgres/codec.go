package postgres

import (
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/jackc/pgx/v5/pgtype"

	"tongwan/internal/platform"
	"tongwan/internal/store/rowjson"
)

// millis returns how a time is kept.
func millis(t time.Time) int64 { return rowjson.Millis(t) }

// at scans a time.
type at time.Time

// ScanInt64 implements [pgtype.Int64Scanner].
func (t *at) ScanInt64(v pgtype.Int8) error {
	*t = at(rowjson.FromMillis(v.Int64))
	return nil
}

// hash scans a token's hash; one of no bytes is zero.
type hash platform.TokenHash

// ScanBytes implements [pgtype.BytesScanner].
func (h *hash) ScanBytes(b []byte) error {
	*h = hash{}
	copy(h[:], b)
	return nil
}

// encode returns a value as JSON. Its texts must be escaped already: jsonb
// is as strict about them as text is.
func encode(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("make JSON: %w", err)
	}
	return b, nil
}

func decode(b []byte, v any) error {
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("stored JSON: %w", err)
	}
	return nil
}

func encodeSettings(a platform.App) ([]byte, error) { return encode(rowjson.OfApp(a, escape)) }

// decodeSettings sets the settings of an app.
func decodeSettings(b []byte, a *platform.App) error {
	var s rowjson.Settings
	err := decode(b, &s)
	s.Set(a, unescape)
	return err
}

func encodeActivities(list []platform.Activity) ([]byte, error) {
	return encode(rowjson.Activities(list, escape))
}

func decodeActivities(b []byte) ([]platform.Activity, error) {
	var list []rowjson.Activity
	err := decode(b, &list)
	return rowjson.PlatformActivities(list, unescape), err
}

// words scans a list of texts.
type words []string

// ScanBytes implements [pgtype.BytesScanner].
func (w *words) ScanBytes(b []byte) error {
	var list []string
	err := decode(b, &list)
	*w = unescapeAll(list)
	return err
}

func encodeWords(list []string) ([]byte, error) {
	if list == nil {
		list = []string{}
	}
	return encode(escapeAll(list))
}

// encodeVIP returns nil if there is none.
func encodeVIP(list []platform.Membership) ([]byte, error) {
	if len(list) == 0 {
		return nil, nil
	}
	return encode(rowjson.VIP(list, escape))
}

func decodeVIP(b []byte) ([]platform.Membership, error) {
	if b == nil {
		return nil, nil
	}
	var list []rowjson.Membership
	err := decode(b, &list)
	return rowjson.PlatformVIP(list, unescape), err
}
