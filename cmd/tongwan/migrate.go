package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"tongwan/internal/store"
)

// migrateCmd groups the commands about the schema of a PostgreSQL database.
type migrateCmd struct {
	Up     migrateUpCmd     `cmd:"" help:"Bring the schema of a database to the newest version."`
	Status migrateStatusCmd `cmd:"" help:"List the versions of the schema, and which a database has."`
	Citus  migrateCitusCmd  `cmd:"" help:"Print the statements that spread a database over a Citus cluster."`
}

// databaseFlags say which database.
type databaseFlags struct {
	DB string `name:"db" placeholder:"STORE" envvar:"TONGWAN_DB" help:"The database: postgres://USER@HOST:PORT/DATABASE. Everyone on the machine can read command lines: a password is better in the variable."`
}

// Validate refuses a command line without a database. Kong calls it.
func (f databaseFlags) Validate() error {
	if f.DB == "" {
		return usagef("--db is missing: name the database like postgres://tongwan@127.0.0.1:5432/tongwan, here or in $TONGWAN_DB")
	}
	return nil
}

// migrateUpCmd brings a schema up to date.
type migrateUpCmd struct{ databaseFlags }

// Help is shown by --help.
func (migrateUpCmd) Help() string {
	return `Servers that run already go on: a version is made so that the one before can work with it, and a server refuses to start on a schema that it does not know. So migrate first, then replace the servers one after the other.

Several of these may run at once: one works, the others wait. SQLite needs none of this: it is brought up to date when a server opens it.

Example:

    TONGWAN_DB=postgres://tongwan:PASSWORD@db.example.com/tongwan tongwan migrate up`
}

// Run migrates.
func (c *migrateUpCmd) Run(ctx context.Context, sys *system) error {
	applied, err := store.Migrate(ctx, c.DB)
	for _, m := range applied {
		fmt.Fprintln(sys.stdout, "applied", m.Name)
	}
	if errors.Is(err, store.ErrMigratesItself) {
		return saysItself(sys.stdout)
	}
	if err == nil && len(applied) == 0 {
		fmt.Fprintln(sys.stdout, "up to date")
	}
	return err
}

func saysItself(w io.Writer) error {
	fmt.Fprintf(w, "nothing to do: %v\n", store.ErrMigratesItself)
	return nil
}

// migrateStatusCmd tells what a database has.
type migrateStatusCmd struct{ databaseFlags }

// Help is shown by --help.
func (migrateStatusCmd) Help() string {
	return `Exit status: 0 the schema is the newest; 1 it is not, or could not be read.`
}

// Run lists the versions.
func (c *migrateStatusCmd) Run(ctx context.Context, sys *system) error {
	list, err := store.Status(ctx, c.DB)
	if errors.Is(err, store.ErrMigratesItself) {
		return saysItself(sys.stdout)
	}
	if err != nil {
		return err
	}
	pending := 0
	for _, m := range list {
		when := "pending"
		if m.Applied {
			when = "applied " + m.At.UTC().Format(time.DateTime)
		} else {
			pending++
		}
		fmt.Fprintf(sys.stdout, "%-30s %s\n", m.Name, when)
	}
	if pending > 0 {
		return fmt.Errorf("the schema lacks %d of %d versions: run tongwan migrate up", pending, len(list))
	}
	return nil
}

// migrateCitusCmd prints SQL.
type migrateCitusCmd struct{}

// Help is shown by --help.
func (migrateCitusCmd) Help() string {
	return `Run what it prints once, in a database with the extension citus, after tongwan migrate up and before there is data.

Example:

    tongwan migrate citus | psql postgres://tongwan@coordinator.example.com/tongwan`
}

// Run prints the statements.
func (migrateCitusCmd) Run(sys *system) error {
	for _, statement := range store.Citus() {
		fmt.Fprintf(sys.stdout, "%s;\n", statement)
	}
	return nil
}
