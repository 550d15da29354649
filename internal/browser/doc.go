// Package browser tests the pages in a real browser, as players use them: the
// built binary, Chromium at the size of a phone and of a desktop, and games
// that make their signed calls beside it.
//
// Screenshots of the way through each test are written to bin/screenshots, or
// to the folder that $TONGWAN_SCREENSHOTS names. `make screenshots` renews the
// two that the documentation shows.
package browser
