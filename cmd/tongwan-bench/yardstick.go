package main

import (
	"context"

	"tongwan/internal/bench"
)

type yardstickCommand struct {
	ReadyFile string `required:"" help:"File to write when it can be called."`
	DB        string `default:"memory" help:"Where worlds go: the path of a SQLite file, or memory."`
}

// Run serves the yardstick until a signal.
func (c *yardstickCommand) Run(ctx context.Context) error {
	return bench.ServeYardstick(ctx, c.ReadyFile, c.DB)
}
