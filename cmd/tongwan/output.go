package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// writeTo writes to the file that -o names, mode 0600, or to stdout without
// one. A file appears only when all of it is written: until then it stands
// beside its name.
func writeTo(path string, stdout io.Writer, write func(w io.Writer) error) error {
	if path == "" {
		return write(stdout)
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return writeThrough(path, write)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".tongwan-*") // mode 0600
	if err != nil {
		return fmt.Errorf("-o: %w", err)
	}
	err = errors.Join(write(f), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// writeThrough writes to what is no file, such as a pipe, and must stay what
// it is.
func writeThrough(path string, write func(w io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("-o: %w", err)
	}
	return errors.Join(write(f), f.Close())
}
