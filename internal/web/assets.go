package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed *.html assets
var files embed.FS

// asset is a file that pages link to.
type asset struct {
	name string // with a hash of the content
	data []byte
}

// assetAge is how long browsers keep an asset: its name changes with it.
const assetAge = "public, max-age=31536000, immutable"

// assetTypes are those of the files that may lie there.
var assetTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".png": "image/png",
}

// Assets adds the files at the top of a tree. Pages name them with asset. A
// name that is there already is an error.
func (s *Site) Assets(tree fs.FS) error {
	entries, err := fs.ReadDir(tree, ".")
	if err != nil {
		return err
	}
	for _, e := range entries {
		data, err := fs.ReadFile(tree, e.Name())
		if err != nil {
			return err
		}
		if err := s.addAsset(e.Name(), data); err != nil {
			return err
		}
	}
	return nil
}

func (s *Site) addAsset(name string, data []byte) error {
	ext := path.Ext(name)
	if _, ok := s.assets[name]; ok {
		return fmt.Errorf("asset %s is there twice", name)
	}
	if assetTypes[ext] == "" {
		return fmt.Errorf("asset %s has no type: use .css, .js, .svg or .png", name)
	}
	sum := sha256.Sum256(data)
	a := asset{strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:6]) + ext, data}
	s.assets[name], s.hashed[a.name] = a, a
	return nil
}

// assetURL returns the address of an asset.
func (s *Site) assetURL(name string) (string, error) {
	a, ok := s.assets[name]
	if !ok {
		return "", fmt.Errorf("there is no asset %q", name)
	}
	return "/assets/" + a.name, nil
}

func (s *Site) serveAsset(w http.ResponseWriter, r *http.Request) {
	a, ok := s.hashed[r.PathValue("name")]
	if !ok {
		http.Error(w, "no such asset", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", assetTypes[path.Ext(a.name)])
	w.Header().Set("Cache-Control", assetAge)
	http.ServeContent(w, r, a.name, time.Time{}, bytes.NewReader(a.data))
}
