package world

import (
	_ "embed"
	"slices"
)

//go:embed demo.yaml
var demo []byte

// DemoWorld is the name of the demo world.
const DemoWorld = "demo"

// Demo returns the demo world as YAML (world.md): every app, account, openid,
// token and group of the samples of mobile-qq.md, so that each sample,
// signed, gives the documented answer.
func Demo() []byte { return slices.Clone(demo) }
