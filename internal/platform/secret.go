package platform

import (
	"context"
	"crypto/rand"
)

// Secret returns a key of 32 random bytes that all processes over one store
// share. It is made when it is first asked for.
func (p *Platform) Secret(ctx context.Context, name string) ([]byte, error) {
	if key, ok := p.secrets.Load(name); ok {
		return key.([]byte), nil
	}
	fresh := make([]byte, 32)
	rand.Read(fresh) // never fails
	key, err := p.store.Secret(ctx, name, fresh)
	if err != nil {
		return nil, err
	}
	p.secrets.Store(name, key)
	return key, nil
}
