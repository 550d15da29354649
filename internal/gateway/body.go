package gateway

import (
	"bytes"
	"io"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"tongwan/msdk"
)

// readBody reads and parses the body, whatever its Content-Type says.
func readBody(w http.ResponseWriter, r *http.Request, c *Call) error {
	if r.ContentLength > MaxBody {
		return tooLarge(w)
	}
	body := make([]byte, 0, max(512, min(r.ContentLength, MaxBody)+1))
	buf := bytes.NewBuffer(body)
	if _, err := buf.ReadFrom(io.LimitReader(r.Body, MaxBody+1)); err != nil {
		w.Header().Set("Connection", "close")
		return &Refusal{Ret: msdk.RetUnreadable, Text: "the body could not be read to its end", Err: err}
	}
	c.Body = buf.Bytes()
	if len(c.Body) > MaxBody {
		return tooLarge(w)
	}
	if len(bytes.Trim(c.Body, " \t\r\n")) == 0 {
		return refuse(msdk.RetEmptyBody, "the body is empty: it must be a JSON object")
	}
	params, err := ParseObject(c.Body, c.App.Settings.LenientTypes)
	if err != nil {
		return refuse(msdk.RetNotJSON, "the body is not one valid JSON object: %s", strings.ToValidUTF8(err.Error(), "�"))
	}
	params.notes, params.strict = &c.notes, c.gateway.Strict
	c.Params = params
	return nil
}

// tooLarge refuses a body without reading the rest of it.
func tooLarge(w http.ResponseWriter) error {
	w.Header().Set("Connection", "close")
	return refuse(msdk.RetUnreadable, "the body is larger than %d bytes", MaxBody)
}

// checkAppIDs holds the body's own appid against the URL's.
func (c *Call) checkAppIDs(in *Interface) error {
	var documented jsontext.Kind
	for i, name := range in.AppIDs {
		id, typ, valid := c.Params.AppID(name)
		if typ != 0 && (!valid || id != c.App.ID) {
			return refuse(msdk.RetForbiddenInterface, "parameter %s must be the URL's appid %d, as a number or a string", name, c.App.ID)
		}
		if i == 0 {
			documented = typ
		}
	}
	return c.tolerateAppID(in, documented)
}
