package sandbox

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Request is a request of the journal, for people and tests to read.
type Request struct {
	Number    uint64            `json:"number"` // rises with time, over all worlds
	Time      time.Time         `json:"time"`   // of the answer, by the world's clock
	Path      string            `json:"path"`   // the interface's own; empty if there is none
	Requested string            `json:"requested"`
	Method    string            `json:"method"`
	AppID     int64             `json:"appid"`  // 0 if the URL names none
	OpenID    string            `json:"openid"` // of the URL
	From      string            `json:"from"`   // address of the caller
	URL       map[string]string `json:"url"`    // parameters; secrets are masked

	Body     jsontext.Value `json:"body,omitzero"`      // as sent, tokens masked
	BodyText string         `json:"body_text,omitzero"` // in its place if it is no JSON, or was cut
	BodyCut  int            `json:"body_cut,omitzero"`  // bytes left out at its end

	Ret        *int           `json:"ret,omitzero"` // none if there was no answer
	Code       int            `json:"code,omitzero"`
	Answer     jsontext.Value `json:"answer,omitzero"`
	AnswerText string         `json:"answer_text,omitzero"`
	AnswerCut  int            `json:"answer_cut,omitzero"`
	Duration   string         `json:"duration"` // from the request's header until the answer was ready

	Fault   *int     `json:"fault,omitzero"`    // index that the rule which answered had then
	FaultID int64    `json:"fault_id,omitzero"` // of that rule
	Why     *Why     `json:"why,omitzero"`      // it failed
	Notes   []string `json:"notes,omitzero"`    // what was odd and passed
}

// Why says what was wrong with a request, beyond the text of its answer.
type Why struct {
	// Of a bad signature: the text that should have been signed, the key in it
	// masked, its signature, and what the caller may have done instead.
	Signed string `json:"signed,omitzero"`
	Want   string `json:"want,omitzero"`
	Guess  string `json:"guess,omitzero"`
	// Of a bad parameter: its name and what it takes.
	Parameter string `json:"parameter,omitzero"`
	Expected  string `json:"expected,omitzero"`
	// Of both: what came.
	Got string `json:"got,omitzero"`
}

// render makes an entry readable.
func (j *Journal) render(ctx context.Context, world string, e *entry) (Request, error) {
	params := pairs(e.query)
	r := Request{
		Number: e.number, Time: e.at, Path: e.path, Requested: e.requested, Method: e.method,
		AppID: e.appid, OpenID: e.openid, URL: shown(params), Code: e.code, Duration: e.elapsed.String(),
		BodyCut: e.bodyCut, AnswerCut: e.answerCut, Notes: append(e.oddities(), e.notes...),
	}
	if e.from.IsValid() {
		r.From = e.from.String()
	}
	if !e.silent {
		r.Ret = &e.ret
	}
	if e.fault != nil {
		r.Fault, r.FaultID = &e.fault.Rule, e.fault.ID
	}
	r.Body, r.BodyText = document(e.body, e.bodyCut)
	r.Answer, r.AnswerText = document(e.answer, e.answerCut)
	switch {
	case e.keys != nil:
		var err error
		r.Why, err = j.whySignature(ctx, world, e, params["timestamp"])
		return r, err
	case e.param != nil:
		r.Why = &Why{Parameter: e.param.Name, Expected: e.param.Expected, Got: e.param.Got}
		if e.param.Got == "" {
			r.Why.Got = "nothing"
		}
	}
	return r, nil
}

// document is a body as JSON, or as a text if it is none.
func document(data []byte, cut int) (jsontext.Value, string) {
	if cut == 0 {
		if doc, ok := maskJSON(data); ok {
			return doc, ""
		}
	}
	text := strings.ToValidUTF8(string(data), "�")
	if cut > 0 {
		text += "…"
	}
	return nil, maskText(text)
}

// pairs returns the parameters of a query as they stand in it; of one given
// twice the first that is not empty.
func pairs(query string) map[string]string {
	params := make(map[string]string)
	for query != "" {
		var pair string
		pair, query, _ = strings.Cut(query, "&")
		name, value, _ := strings.Cut(pair, "=")
		if params[name] == "" {
			params[name] = value
		}
	}
	return params
}

// shown decodes parameters and masks the secret ones.
func shown(params map[string]string) map[string]string {
	list := make(map[string]string, len(params))
	for name, value := range params {
		if text, err := url.QueryUnescape(value); err == nil {
			value = text
		}
		if secret(name) {
			value = mask(value)
		}
		list[strings.ToValidUTF8(name, "�")] = strings.ToValidUTF8(value, "�")
	}
	return list
}

// oddities are the notes that a request's own line gives rise to.
func (e *entry) oddities() []string {
	var list []string
	if e.path != "" {
		parts := strings.FieldsFunc(e.requested, func(r rune) bool { return r == '/' })
		plain := "/" + strings.Join(parts, "/")
		if plain != e.path {
			list = append(list, "the path is an alias of "+e.path)
		}
		if strings.TrimSuffix(e.requested, "/") != plain {
			list = append(list, "the path has doubled slashes")
		}
	}
	if form := stampForm(e.query); form != "" {
		list = append(list, "the timestamp is "+form)
	}
	return list
}
