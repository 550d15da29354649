package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// versionCmd prints what this binary was built from.
type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(sys *system) error {
	fmt.Fprintf(sys.stdout, "tongwan %s\n%s %s/%s\n", buildVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}

// buildVersion is the module's version and the commit, as far as the build knew.
func buildVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return versionOf(info)
}

func versionOf(info *debug.BuildInfo) string {
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	version := info.Main.Version
	if version == "" {
		version = "(devel)"
	}
	commit, at := settings["vcs.revision"], settings["vcs.time"]
	if commit == "" {
		return version
	}
	if settings["vcs.modified"] == "true" {
		at += ", with local changes"
	}
	return fmt.Sprintf("%s (commit %.12s of %s)", version, commit, at)
}
