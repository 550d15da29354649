package blackbox

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"tongwan/internal/pgtest"
)

// composition is what the tests read of deploy/compose.yaml.
type composition struct {
	Services map[string]struct {
		Image       string
		Command     []string
		Environment map[string]string
		DependsOn   any `yaml:"depends_on"`
	}
}

func readComposition(t *testing.T) (c composition) {
	t.Helper()
	data, err := os.ReadFile("../../deploy/compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(data, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// PostgreSQL starts with the settings that we recommend.
func TestRecommendedSettings(t *testing.T) {
	c := readComposition(t)
	var settings []string
	for _, arg := range c.Services["postgres"].Command {
		if strings.Contains(arg, "=") {
			settings = append(settings, arg)
		}
	}
	if len(settings) < 5 {
		t.Fatalf("the settings are %q", settings)
	}
	pgtest.Start(t, settings...)
	guide, err := os.ReadFile("../../docs/operating.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range settings {
		if name, _, _ := strings.Cut(s, "="); !strings.Contains(string(guide), "`"+name+"`") {
			t.Errorf("docs/operating.md does not say what %s is for", name)
		}
	}
}

// The commands and variables of the composition are those of the program, and
// services rest on services that are there.
func TestComposition(t *testing.T) {
	c := readComposition(t)
	for name, service := range c.Services {
		if service.Image == "" {
			t.Errorf("%s has no image", name)
		}
		for _, other := range namesIn(service.DependsOn) {
			if _, there := c.Services[other]; !there {
				t.Errorf("%s depends on %s, which is not there", name, other)
			}
		}
		if service.Image != "tongwan" {
			continue
		}
		help, err := exec.Command(binary, append(service.Command, "--help")...).Output()
		if err != nil {
			t.Fatalf("%s: tongwan %q: %v", name, service.Command, err)
		}
		for variable := range service.Environment {
			if !strings.Contains(string(help), "[$"+variable+"]") {
				t.Errorf("%s sets %s, which tongwan %q does not know", name, variable, service.Command)
			}
		}
	}
}

func namesIn(list any) (names []string) {
	switch list := list.(type) {
	case []any:
		for _, name := range list {
			names = append(names, name.(string))
		}
	case map[string]any:
		for name := range list {
			names = append(names, name)
		}
	}
	return names
}

// The image is built with the Go that the module needs.
func TestDockerfile(t *testing.T) {
	file, err := os.ReadFile("../../deploy/Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	module, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindSubmatch(module)
	if version == nil || !strings.Contains(string(file), "FROM golang:"+string(version[1])+" ") {
		t.Errorf("the image is not built with Go %s", version[1])
	}
}
