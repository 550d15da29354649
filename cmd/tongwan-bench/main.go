// Tongwan-bench measures `tongwan serve` against a bare net/http server that
// does nothing for its answers:
//
//	tongwan-bench --tongwan bin/tongwan
//
// It generates a world, starts both servers as processes of their own on free
// ports of the loopback, and sends them signed requests in turns. Progress goes
// to stderr, the table to stdout. It exits with 1 when a request was refused.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// commands are what tongwan-bench can do.
type commands struct {
	Run       runCommand       `cmd:"" default:"withargs" help:"Measure a tongwan binary (the default)."`
	World     worldCommand     `cmd:"" help:"Only write the world file."`
	Yardstick yardstickCommand `cmd:"" hidden:"" help:"Serve the yardstick; the benchmark starts itself with this."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	var c commands
	k := kong.Parse(&c, kong.Name("tongwan-bench"),
		kong.Description("Measures tongwan serve against a bare net/http server on the same machine."),
		kong.BindTo(ctx, (*context.Context)(nil)))
	if err := k.Run(); err != nil {
		if errors.Is(err, context.Canceled) {
			fmt.Fprintln(os.Stderr, "tongwan-bench: interrupted")
			os.Exit(130)
		}
		fmt.Fprintln(os.Stderr, "tongwan-bench:", err)
		os.Exit(1)
	}
}
