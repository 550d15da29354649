package web

import (
	"context"

	"tongwan/internal/platform"
)

// What pages need that are sent in pieces while they are open: handlers added
// as [Streaming].

// Part returns a template of a page without the layout: what a script puts in
// the place of what is there. It has no forms.
func (p *Pages) Part(r *Request, page, part string, data any) ([]byte, error) {
	return p.execute(r, page, part, View{Data: data})
}

// StillSignedIn reports whether the visitor of a page that is open for long
// is signed in as before: nil, or [platform.NotSignedIn].
func (r *Request) StillSignedIn(ctx context.Context) error {
	a, err := r.site.Platform.Visitor(ctx, r.visitCookie())
	if err == nil && a.UIN != r.Visitor.UIN {
		err = platform.Refuse(platform.NotSignedIn, "somebody else is signed in")
	}
	return err
}
