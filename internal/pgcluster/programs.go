package pgcluster

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// oldest is the least version that the store is made for.
const oldest = 15

// debian is where Debian's packages put each version.
const debian = "/usr/lib/postgresql"

// Programs returns the folder with PostgreSQL's programs. It fails if none is
// installed that is new enough.
func Programs() (dir string, err error) { return programs(debian) }

// programs returns the folder with PostgreSQL's programs: of those on the
// PATH and those of the packages, the first that is new enough.
func programs(packages string) (dir string, err error) {
	found, _ := filepath.Glob(filepath.Join(packages, "*/bin/initdb"))
	if path, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			found = append([]string{real}, found...) // the folder with the other programs
		}
	}
	for _, initdb := range found {
		if version(initdb) >= oldest {
			return filepath.Dir(initdb), nil
		}
	}
	return "", fmt.Errorf("pgcluster: PostgreSQL %d or newer is needed and neither on the PATH nor in %s: run scripts/install-test-tools, as make test does", oldest, packages)
}

// version returns the major version of an initdb, 0 if it does not say.
func version(initdb string) int {
	out, err := exec.Command(initdb, "--version").Output() // initdb (PostgreSQL) 15.18 (Debian …)
	if err != nil {
		return 0
	}
	_, text, _ := strings.Cut(string(out), ") ")
	major, _ := strconv.Atoi(text[:len(text)-len(strings.TrimLeft(text, "0123456789"))])
	return major
}
