package pgtest

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// create makes a database and returns its name.
func (s *Server) create(ctx context.Context, migrate Migrate) (string, error) {
	name := fmt.Sprintf("test%d", s.databases.Add(1))
	if migrate == nil {
		return name, s.admin(ctx, "CREATE DATABASE "+name)
	}
	if err := s.makeTemplate(ctx, migrate); err != nil {
		return "", err
	}
	return name, s.admin(ctx, "CREATE DATABASE "+name+" TEMPLATE migrated")
}

// makeTemplate makes the database that others are copied from, once.
func (s *Server) makeTemplate(ctx context.Context, migrate Migrate) error {
	s.template.Lock()
	defer s.template.Unlock()
	if s.templated {
		return nil
	}
	if err := s.admin(ctx, "CREATE DATABASE migrated"); err != nil {
		return err
	}
	if err := migrate(ctx, s.dsn("migrated")); err != nil {
		return errors.Join(err, s.admin(ctx, "DROP DATABASE migrated WITH (FORCE)"))
	}
	s.templated = true
	return nil
}

// admin executes a statement outside the databases of tests.
func (s *Server) admin(ctx context.Context, statement string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.dsn("postgres"))
	if err != nil {
		return fmt.Errorf("pgtest: %w", err)
	}
	_, err = conn.Exec(ctx, statement)
	if err = errors.Join(err, conn.Close(ctx)); err != nil {
		return fmt.Errorf("pgtest: %s: %w", statement, err)
	}
	return nil
}

func (s *Server) dsn(database string) string {
	return fmt.Sprintf("postgres://%s:%s@%s/%s?sslmode=disable", superuser, s.password, s.Address(), database)
}
