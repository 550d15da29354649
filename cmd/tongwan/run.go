package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/alecthomas/kong"
)

// system is what a command sees of the machine it runs on. Tests bring their own.
type system struct {
	self     string // how this program was called
	stdin    io.Reader
	stdout   io.Writer
	stderr   io.Writer
	getenv   func(string) string
	now      func() time.Time
	terminal bool // stdout is read by people
	watched  bool // stderr is
}

// cli is the grammar of the command line. A flag's tag envvar names the environment
// variable that sets it, see [environment].
type cli struct {
	Serve       serveCmd       `cmd:"" help:"Run the platform."`
	Call        callCmd        `cmd:"" help:"Call an interface, signed, and print the answer."`
	Sign        signCmd        `cmd:"" help:"Print the signature of a call, or its whole URL."`
	World       worldCmd       `cmd:"" help:"Check, apply, export and generate world documents."`
	Migrate     migrateCmd     `cmd:"" help:"Look after the schema of a PostgreSQL database."`
	Healthcheck healthcheckCmd `cmd:"" help:"Ask a server whether it is ready."`
	Version     versionCmd     `cmd:"" help:"Print the version."`

	VersionFlag kong.VersionFlag `name:"version" hidden:"" help:"Print the version."`
}

const description = `An open server of the mobile-QQ part of the MSDK back-end protocol.

Try it:

    tongwan serve --demo

Many flags can also be set by an environment variable, which their help names. A variable that is empty counts as not set.`

// run executes one command line and returns the exit status.
func run(ctx context.Context, args []string, sys *system) int {
	finished := false // by --help or --version, which kong carries out while it parses
	parser, err := newParser(ctx, sys, &cli{}, func(int) { finished = true })
	if err != nil {
		return report(sys, "tongwan", err)
	}
	parsed, err := parser.Parse(args)
	if finished {
		return statusOK
	}
	if err != nil {
		return report(sys, commandPath(err), usageError(err))
	}
	return report(sys, parsed.Selected().FullPath(), parsed.Run())
}

func newParser(ctx context.Context, sys *system, grammar *cli, exit func(int)) (*kong.Kong, error) {
	return kong.New(grammar,
		kong.Name("tongwan"),
		kong.Description(description),
		kong.Vars{"version": buildVersion()},
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.ValueFormatter(helpWithVariable),
		kong.Resolvers(environment{sys.getenv}),
		kong.Writers(sys.stdout, sys.stderr),
		kong.Exit(exit),
		kong.Bind(sys),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
}

// commandPath is the command whose help explains a command line that failed.
func commandPath(err error) string {
	parse, ok := errors.AsType[*kong.ParseError](err)
	if !ok || parse.Context == nil || parse.Context.Selected() == nil {
		return "tongwan"
	}
	return parse.Context.Selected().FullPath()
}

// report prints err and returns the status that goes with it.
func report(sys *system, command string, err error) int {
	if err == nil {
		return statusOK
	}
	fmt.Fprintf(sys.stderr, "tongwan: %v\n", err)
	status := exitStatus(err)
	if status == statusUsage {
		fmt.Fprintf(sys.stderr, "Run \"%s --help\" for the flags and examples.\n", command)
	}
	return status
}
