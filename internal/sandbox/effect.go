package sandbox

import (
	"cmp"
	"context"
	"errors"
	"reflect"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"tongwan/internal/gateway"
	"tongwan/msdk"
)

// ErrOrdered wraps what fails because a rule says so: nothing to alarm
// anybody.
var ErrOrdered = errors.New("fault ordered")

// serve does to a call what the rule orders.
func (r *rule) serve(ctx context.Context, c *gateway.Call, next gateway.Handler) (msdk.Enveloped, error) {
	switch {
	case r.order != nil:
		return r.order.answer(c.Path), nil
	case r.Delay != nil:
		c.Hold(time.Duration(*r.Delay))
		var cancel context.CancelFunc
		ctx, cancel = c.Anew()
		defer cancel()
	case r.Status != nil, r.fault.Silent():
		return nil, ErrOrdered
	}
	answer, err := next(ctx, c)
	if err == nil && r.IsLost != nil {
		lose(answer)
	}
	return answer, err
}

// lose marks an answer as degraded if it can say so.
func lose(answer msdk.Enveloped) {
	if f := reflect.ValueOf(answer).Elem().FieldByName("IsLost"); f.IsValid() && f.Kind() == reflect.String {
		f.SetString(msdk.Lost)
	}
}

// order is an answer that a rule gives in place of the real one.
type order struct {
	ordered
	code    int  // the platform's, if ret says that there is one
	errType bool // given by the rule
}

// ordered is the answer as it goes over the wire.
type ordered struct {
	msdk.Answer
	Others jsontext.Value `json:",embed"`
}

// readOrder reads the answer of a rule.
func readOrder(text jsontext.Value) (*order, error) {
	var keys struct {
		Ret         *int           `json:"ret"`
		ErrType     *int           `json:"err_type"`
		MSDKExtInfo jsontext.Value `json:"msdkExtInfo"`
	}
	o := new(order)
	if err := errors.Join(json.Unmarshal(text, &keys), json.Unmarshal(text, &o.ordered)); err != nil {
		return nil, err
	}
	if keys.Ret == nil || keys.MSDKExtInfo != nil {
		return nil, errors.New("an answer needs ret and has no msdkExtInfo of its own")
	}
	o.errType = keys.ErrType != nil
	if o.Ret == msdk.RetPlatform {
		o.code, _ = msdk.PlatformCode(o.Msg)
	}
	return o, nil
}

// answer returns a copy for one call of an interface, with the err_type that
// goes with its code if the rule gave none.
func (o *order) answer(path string) msdk.Enveloped {
	a := o.ordered
	if !o.errType {
		a.ErrType = errTypeOf(path, a.Ret, o.code)
	}
	return &a
}

// errTypeOf returns the err_type that an interface gives with a code. With a
// code that it does not have it is what others give, or else
// [msdk.ErrTypeOther].
func errTypeOf(path string, ret, code int) int {
	switch ret {
	case msdk.RetOK:
		return 0
	case msdk.RetPlatform:
		ret = code
	}
	elsewhere := 0
	for _, info := range msdk.Codes() {
		if info.Code != ret || info.ErrType == 0 {
			continue
		}
		if info.Paths == nil || slices.Contains(info.Paths, path) {
			return info.ErrType
		}
		elsewhere = cmp.Or(elsewhere, info.ErrType)
	}
	return cmp.Or(elsewhere, msdk.ErrTypeOther)
}
