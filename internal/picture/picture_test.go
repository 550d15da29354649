package picture

import (
	"bytes"
	"image/png"
	"testing"
)

func TestDraw(t *testing.T) {
	for _, size := range Sizes {
		data, err := Draw("demo/10001", size)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil || img.Bounds().Dx() != size || img.Bounds().Dy() != size {
			t.Fatalf("size %d: %v", size, err)
		}
	}
	a, _ := Draw("demo/10001", 40)
	again, _ := Draw("demo/10001", 40)
	other, _ := Draw("demo/10002", 40)
	if !bytes.Equal(a, again) {
		t.Error("the same name got two pictures")
	}
	if bytes.Equal(a, other) {
		t.Error("two names got one picture")
	}
}
