package gateway

// notes are remarks, for observers, about what a caller did oddly and got
// away with. They are taken only when somebody reads them.
type notes struct {
	wanted bool
	texts  []string
}

// Note remarks on the call.
func (c *Call) Note(text string) {
	if c.notes.wanted {
		c.notes.texts = append(c.notes.texts, text)
	}
}

// Noting reports whether anybody reads notes, so that those which take work
// need not be made.
func (c *Call) Noting() bool { return c.notes.wanted }

// Notes returns the remarks in the order they were made.
func (c *Call) Notes() []string { return c.notes.texts }

// Note remarks on a parameter. The same remark twice in a row, as on each
// element of an array, is kept once.
func (p *Params) Note(name, text string) {
	if p.noting() {
		p.remark(name + ": " + text)
	}
}

func (p *Params) noting() bool { return p.notes != nil && p.notes.wanted }

func (p *Params) remark(text string) {
	text = "parameter " + p.within + text
	if n := len(p.notes.texts); n == 0 || p.notes.texts[n-1] != text {
		p.notes.texts = append(p.notes.texts, text)
	}
}
