package server

import (
	"context"
	"errors"
	"log"
	"log/slog"
	"net/http"
	"net/http/pprof"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"tongwan/internal/control"
	"tongwan/internal/gateway"
	"tongwan/internal/sandbox"
	"tongwan/msdk"
)

// metrics are what /metrics shows. No label holds anything personal.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	pages    *prometheus.HistogramVec

	limitsHere prometheus.Counter
}

func newMetrics(version string) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "tongwan_request_duration_seconds",
			Help:    "Time from the request's header to its answer, by interface and class of ret.",
			Buckets: []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5},
		}, []string{"interface", "ret"}),
		limitsHere: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "tongwan_limits_unshared_total",
			Help: "Calls whose frequency was counted in this process alone because Redis did not answer.",
		}),
	}
	m.pages = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "tongwan_page_duration_seconds",
		Help:    "Time from the request's header to the end of the answer, by page and HTTP status.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
	}, []string{"page", "status"})
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "tongwan_build_info", Help: "Always 1; the label is the version.",
		ConstLabels: prometheus.Labels{"version": version},
	})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.pages, m.limitsHere, build, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// retClass sorts answers by the layer that refused them (protocol.md 3);
// "none" are calls that a fault left without one.
func retClass(o gateway.Outcome) string {
	if o.Answer == nil {
		return "none"
	}
	switch o.Ret {
	case msdk.RetOK:
		return "ok"
	case msdk.RetInternal:
		return "internal"
	case msdk.RetPlatform, msdk.RetVIPToken:
		return "platform"
	case msdk.RetBadParam, msdk.RetNoPlayer:
		return "logic"
	}
	return "access"
}

// observe counts a request and writes its line in the log.
func (s *Server) observe(c *gateway.Call, o gateway.Outcome) {
	path := or(c.Path, "unknown")
	s.metrics.requests.WithLabelValues(path, retClass(o)).Observe(o.Elapsed.Seconds())
	level := slog.LevelDebug
	if o.Err != nil && o.Ret != msdk.RetUnreadable && !errors.Is(o.Err, sandbox.ErrOrdered) {
		level = slog.LevelError
	}
	ctx := context.Background() // the request's may have ended
	if !s.config.Log.Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("path", or(c.Path, c.Requested)), slog.String("appid", c.URL.AppID), slog.String("openid", c.URL.OpenID),
		slog.Int("ret", o.Ret), slog.Int("code", o.Code), slog.Duration("took", o.Elapsed), slog.String("from", c.Caller.String()),
	}
	if o.Err != nil {
		attrs = append(attrs, slog.Any("err", o.Err))
	}
	s.config.Log.LogAttrs(ctx, level, "request", attrs...)
}

// profiles serves Go's profiles to those who have the control token.
func (s *Server) profiles() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !control.Authorised(r, s.config.ControlToken) {
			http.Error(w, "profiles need the control token as a bearer token", http.StatusUnauthorized)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// httpLog gives net/http's own complaints a place in the log.
func httpLog(l *slog.Logger) *log.Logger {
	return slog.NewLogLogger(l.Handler(), slog.LevelDebug)
}
