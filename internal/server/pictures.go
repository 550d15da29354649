package server

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"tongwan/internal/picture"
	"tongwan/internal/platform"
)

// picturePrefix begins the paths of pictures:
// /qqapp/{appid}/{openid}/{size}, or without a size for the largest.
const picturePrefix = "/qqapp/"

func isPicture(path string) bool { return strings.HasPrefix(path, picturePrefix) }

// pictureAge is how long clients may keep a picture: an account may get
// another one.
const pictureAge = time.Hour

// pictures draws the pictures of accounts that have none and sends those who
// ask for one's own picture there.
func (s *Server) pictures() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /qqapp/{appid}/{openid}", s.picture)
	mux.HandleFunc("GET /qqapp/{appid}/{openid}/{size}", s.picture)
	return mux
}

func (s *Server) picture(w http.ResponseWriter, r *http.Request) {
	appid, err := strconv.ParseInt(r.PathValue("appid"), 10, 64)
	if err != nil {
		http.Error(w, "the path is /qqapp/{appid}/{openid}/{size}, appid decimal", http.StatusNotFound)
		return
	}
	size := slices.Max(picture.Sizes)
	if text := r.PathValue("size"); text != "" {
		if size, err = strconv.Atoi(text); err != nil || !slices.Contains(picture.Sizes, size) {
			http.Error(w, "the sizes are 40, 50 and 100", http.StatusNotFound)
			return
		}
	}
	ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
	defer cancel()
	account, err := s.platform.Picture(ctx, appid, r.PathValue("openid"))
	switch {
	case platform.ReasonOf(err) == platform.NotFound:
		http.Error(w, "no such player", http.StatusNotFound)
	case err != nil:
		s.config.Log.ErrorContext(ctx, "picture", "err", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
	case account.Avatar != "":
		http.Redirect(w, r, strings.TrimSuffix(account.Avatar, "/")+"/"+strconv.Itoa(size), http.StatusFound)
	default:
		s.draw(w, account, size)
	}
}

func (s *Server) draw(w http.ResponseWriter, account platform.Account, size int) {
	png, err := picture.Draw(account.World+"/"+strconv.FormatInt(account.UIN, 10), size)
	if err != nil {
		s.config.Log.Error("draw picture", "err", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "public, max-age="+strconv.Itoa(int(pictureAge.Seconds())))
	w.Write(png)
}
