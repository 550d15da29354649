package pgtest

import (
	"context"
	"errors"
	"fmt"
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
	if err := migrate(ctx, s.cluster.DSN("migrated")); err != nil {
		return errors.Join(err, s.admin(ctx, "DROP DATABASE migrated WITH (FORCE)"))
	}
	s.templated = true
	return nil
}

// admin executes a statement outside the databases of tests.
func (s *Server) admin(ctx context.Context, statement string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return s.cluster.Exec(ctx, "postgres", statement)
}
