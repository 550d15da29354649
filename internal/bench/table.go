package bench

import (
	"strings"
	"unicode/utf8"
)

// table is a table with a title line. Each row has as many cells as the title.
type table struct {
	title   []string
	rows    [][]string
	numbers bool // all columns but the first are numbers, which stand on the right
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// text returns the table for a terminal.
func (t *table) text() string { return t.lines("", "  ", "", false) }

// markdown returns the table for a document; it is aligned, too.
func (t *table) markdown() string { return t.lines("| ", " | ", " |", true) }

func (t *table) lines(left, between, right string, marked bool) string {
	widths := t.widths()
	var b strings.Builder
	line := func(cells []string) {
		padded := make([]string, len(cells))
		for i, cell := range cells {
			padded[i] = pad(cell, widths[i], t.numbers && i > 0)
		}
		b.WriteString(strings.TrimRight(left+strings.Join(padded, between)+right, " ") + "\n")
	}
	line(t.title)
	rules := make([]string, len(widths))
	for i, w := range widths {
		rules[i] = strings.Repeat("-", w)
		if marked && t.numbers && i > 0 {
			rules[i] = rules[i][:w-1] + ":"
		}
	}
	line(rules)
	for _, row := range t.rows {
		line(row)
	}
	return b.String()
}

// widths returns the width of each column, at least 3 as Markdown wants it.
func (t *table) widths() []int {
	widths := make([]int, len(t.title))
	for _, row := range append([][]string{t.title}, t.rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell), 3)
		}
	}
	return widths
}

func pad(s string, width int, right bool) string {
	space := strings.Repeat(" ", width-utf8.RuneCountInString(s))
	if right {
		return space + s
	}
	return s + space
}
