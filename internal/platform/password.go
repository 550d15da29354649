package platform

import (
	"context"
	"fmt"
)

// Passwords hashes passwords and verifies them. Both are slow on purpose.
type Passwords interface {
	Hash(password string) string
	// Verify reports whether a password is the one that was hashed.
	Verify(hash, password string) (bool, error)
}

// mostHashing is how many passwords are worked on at once. Each takes a core
// and much memory; more at once would only make all of them wait, and leave
// nothing for the game servers.
const mostHashing = 2

// hash returns what to keep of a password.
func (p *Platform) hash(ctx context.Context, password string) (string, error) {
	if err := p.beginHashing(ctx); err != nil {
		return "", err
	}
	defer p.endHashing()
	return p.passwords.Hash(password), nil
}

// verify reports whether a password is the one of a hash. Without a hash it is
// not, which takes as long: nobody learns which numbers have one.
func (p *Platform) verify(ctx context.Context, hash, password string) (bool, error) {
	if err := p.beginHashing(ctx); err != nil {
		return false, err
	}
	defer p.endHashing()
	if hash == "" {
		_, err := p.passwords.Verify(p.decoy(), password)
		return false, err
	}
	return p.passwords.Verify(hash, password)
}

func (p *Platform) beginHashing(ctx context.Context) error {
	select {
	case p.hashing <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait to check a password: %w", ctx.Err())
	}
}

func (p *Platform) endHashing() { <-p.hashing }
