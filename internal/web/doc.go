// Package web is what all pages share: layout, style, languages, who is
// signed in, and what keeps strangers' pages from acting for them.
//
// A package of pages brings its own templates and texts and adds its pages to
// the [Site]:
//
//	//go:embed *.html
//	var files embed.FS
//
//	func Add(s *web.Site, p *platform.Platform) error {
//		pages, err := s.Pages(files, texts)
//		if err != nil {
//			return err // a template that is wrong, or names a text that is not there
//		}
//		c := &center{pages: pages, platform: p}
//		s.Nav("/gamecenter", "nav.gamecenter")
//		s.Handle("GET /gamecenter", web.SignedIn, c.games)
//		s.Handle("POST /gamecenter/follow", web.SignedIn, c.follow)
//		return nil
//	}
//
// Each file of templates is one page, called as the file without .html, which
// defines "title" and "main"; files that begin with _ are shared by the others.
// The dot of a page is a [View]; what the handler gave is its .Data. Templates
// say texts by their key: {{t "inbox.title"}}. A form that changes something is
//
//	<form method="post" action="/gamecenter/follow">{{template "csrf" $}} … </form>
//
// and its handler ends with [Request.Flash] and [Request.See]:
//
//	func (c *center) follow(w http.ResponseWriter, r *web.Request) error {
//		if err := c.platform.Follow(r.Context(), r.Visitor.UIN, true); err != nil {
//			return err // a refusal of the platform's becomes an error page that explains it
//		}
//		r.Flash(w, "follow.done")
//		return r.See(w, "/gamecenter")
//	}
//
// Who is not signed in is sent to sign in and comes back, where a page is
// added as [SignedIn]. What programs call, without cookies and forms, is added
// with [Site.Machine]. What a site's pages need of script and style lies under
// /assets/, by names that change with the content: {{asset "data.js"}}; see
// [Site.Assets]. No page has inline script or style: the content security
// policy forbids them. Pictures of elsewhere are shown on pages that call
// [Request.AllowImages].
//
// Functions of templates, beside those of html/template:
//
//	t KEY ARG…       the text in the reader's language
//	lang             zh or en
//	clock TIME       what {{template "clock" …}} shows as <time>, which machines can read too
//	num NUMBER       with separators: 12,345
//	initial NAME     its first character, for a face without a picture
//	asset NAME       the address of an asset
//	field FORM NAME LABEL TYPE [ATTR VALUE]…
//	                 what {{template "field" …}} shows as an input with its label and error
//
// The classes of the style sheet are described at its top.
package web
