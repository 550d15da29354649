// Package picture draws the pictures of accounts that have none: a pattern
// of squares, mirrored, in a colour, both from the account's name.
package picture

import (
	"bytes"
	"crypto/sha256"
	"image"
	"image/color"
	"image/png"
)

// cells is how many squares the pattern has in a row; odd, so that it has a
// middle column to be mirrored at.
const cells = 5

// Sizes are the pictures' widths in pixels that the protocol names
// (mobile-qq.md 2.3.1, 2.3.3).
var Sizes = []int{40, 50, 100}

// Draw returns a PNG of size × size pixels; the same name always gets the
// same picture.
func Draw(name string, size int) ([]byte, error) {
	h := sha256.Sum256([]byte(name))
	palette := color.Palette{color.RGBA{0xF2, 0xF4, 0xF7, 0xFF}, ink(h[0], h[1])}
	img := image.NewPaletted(image.Rect(0, 0, size, size), palette)
	cell := size / (cells + 1)
	margin := (size - cell*cells) / 2
	for row := range cells {
		for col := range cells {
			mirrored := min(col, cells-1-col)
			if h[2+row*3+mirrored]&1 == 0 {
				continue
			}
			fill(img, margin+col*cell, margin+row*cell, cell)
		}
	}
	var buf bytes.Buffer
	err := png.Encode(&buf, img)
	return buf.Bytes(), err
}

// ink picks a colour that is dark enough on the light ground: one strong,
// one weak and one free channel.
func ink(which, strength byte) color.RGBA {
	free := 0x30 + strength/2
	switch which % 6 {
	case 0:
		return color.RGBA{0xC8, 0x30, free, 0xFF}
	case 1:
		return color.RGBA{0xC8, free, 0x30, 0xFF}
	case 2:
		return color.RGBA{0x30, free, 0xC8, 0xFF}
	case 3:
		return color.RGBA{free, 0x30, 0xC8, 0xFF}
	case 4:
		return color.RGBA{0x18, 0x90, free, 0xFF}
	}
	return color.RGBA{free, 0x80, 0x18, 0xFF}
}

// fill paints one square of the pattern.
func fill(img *image.Paletted, x0, y0, side int) {
	for y := y0; y < y0+side; y++ {
		for x := x0; x < x0+side; x++ {
			img.SetColorIndex(x, y, 1)
		}
	}
}
