package control

import (
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"tongwan/internal/sandbox"
	"tongwan/msdk"
)

// maxWait bounds how long a call waits for requests.
const maxWait = time.Minute

func (a *API) listRequests(_ http.ResponseWriter, r *http.Request) (any, error) {
	name, err := a.sandboxWorld(r)
	if err != nil {
		return nil, err
	}
	q, err := readQuery(r)
	if err != nil {
		return nil, err
	}
	var reading *sandbox.Reading
	err = a.surround(r, name, func() error {
		reading = a.Sandbox.Journal.Open(name, q)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return reading.List(r.Context()) // which may wait: the world is not held for it
}

func (a *API) clearRequests(w http.ResponseWriter, r *http.Request) (any, error) {
	name, err := a.sandboxWorld(r)
	if err != nil {
		return nil, err
	}
	if err := onlyParams(r, "unattributed"); err != nil {
		return nil, err
	}
	unattributed, err := boolParam(r, "unattributed")
	if err != nil {
		return nil, err
	}
	err = a.surround(r, name, func() error {
		a.Sandbox.Journal.Clear(name, unattributed)
		return nil
	})
	if err == nil {
		w.WriteHeader(http.StatusNoContent)
	}
	return nil, err
}

// readQuery reads which requests are asked for.
func readQuery(r *http.Request) (sandbox.Query, error) {
	q := sandbox.Query{Count: 1}
	if err := onlyParams(r, "path", "appid", "openid", "ret", "since", "limit", "wait", "count", "unattributed"); err != nil {
		return q, err
	}
	var err error
	if q.Unattributed, err = boolParam(r, "unattributed"); err != nil {
		return q, err
	}
	values := r.URL.Query()
	for name, list := range values {
		if err := readQueryParam(&q, name, list[0]); err != nil {
			return q, err
		}
		if len(list) > 1 {
			return q, invalid("%s is given twice", name)
		}
	}
	return q, checkQuery(&q, values)
}

func readQueryParam(q *sandbox.Query, name, text string) (err error) {
	switch name {
	case "path":
		q.Path = text
	case "appid":
		q.AppID, err = positive(name, text)
	case "openid":
		q.OpenID = text
	case "ret":
		var ret int
		if ret, err = strconv.Atoi(text); err != nil {
			return invalid("ret must be an integer, got %q", text)
		}
		q.Ret = &ret
	case "since":
		return readSince(q, text)
	case "limit":
		q.Limit, err = small(name, text)
	case "count":
		q.Count, err = small(name, text)
	case "wait":
		q.Wait, err = time.ParseDuration(text)
		if err != nil || q.Wait <= 0 || q.Wait > maxWait {
			return invalid("wait must be a duration such as 5s, more than 0 and at most %s, got %q", maxWait, text)
		}
	}
	return err
}

// readSince reads the number of an entry or a time. A + that was not
// percent-encoded, as in a zone's offset, has become a space.
func readSince(q *sandbox.Query, text string) error {
	q.Onward = true
	if n, err := strconv.ParseUint(text, 10, 64); err == nil {
		q.After = n
		return nil
	}
	at, err := time.Parse(time.RFC3339, strings.ReplaceAll(text, " ", "+"))
	if err != nil {
		return invalid("since must be the number of an entry or a time such as 2026-01-05T00:00:00+08:00, got %q", text)
	}
	q.Since = at
	return nil
}

// checkQuery holds the parameters against each other.
func checkQuery(q *sandbox.Query, values url.Values) error {
	switch {
	case values.Has("count") && q.Wait == 0:
		return invalid("count says how many requests to wait for: it needs wait")
	case q.Path == "" || q.Unattributed:
		return nil
	}
	known := slices.ContainsFunc(msdk.Paths(), func(p string) bool {
		ok, err := path.Match(q.Path, p)
		return err == nil && ok
	})
	if !known {
		return invalid("path must be an interface's own path, without a closing slash, or a pattern such as /relation/*, got %q, which none of the interfaces has", q.Path)
	}
	return nil
}

func positive(name, text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		return 0, invalid("%s must be a number, 1 or more, got %q", name, text)
	}
	return n, nil
}

// small reads a number of entries.
func small(name, text string) (int, error) {
	n, err := positive(name, text)
	if err != nil || n > sandbox.DefaultEntries {
		return 0, invalid("%s must be a number from 1 to %d, got %q", name, sandbox.DefaultEntries, text)
	}
	return int(n), nil
}
