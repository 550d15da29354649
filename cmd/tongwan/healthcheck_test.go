package main

import (
	"net/http"
	"testing"
)

func TestHealthcheck(t *testing.T) {
	url := serveHTTP(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/readyz" {
			http.Error(w, "draining", http.StatusServiceUnavailable)
		}
	})
	tongwan(t, "healthcheck", "--url", url+"/readyz").want(t, statusOK, "")
	invocation{args: []string{"healthcheck"}, env: map[string]string{"TONGWAN_HEALTHCHECK_URL": url + "/readyz"}}.run(t).want(t, statusOK, "")
	tongwan(t, "healthcheck", "--url", url+"/other").wantError(t, statusFailed, "not ready", "503", "draining")
	tongwan(t, "healthcheck", "--url", unusedAddress(t)).wantError(t, statusFailed, "not ready", "refused")
	tongwan(t, "healthcheck", "--url", "http://[").wantError(t, statusUsage, "--url")
}

func TestHealthcheckGivesUp(t *testing.T) {
	release := make(chan struct{})
	url := serveHTTP(t, func(http.ResponseWriter, *http.Request) { <-release })
	defer close(release)
	tongwan(t, "healthcheck", "--url", url, "--timeout", "10ms").wantError(t, statusFailed, "not ready", "deadline")
}
