package bench

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// largestAnswer bounds what is believed of a Content-Length, in bytes.
const largestAnswer = 16 << 20

// answers reads HTTP/1.1 answers from a connection and parses no more of them
// than a load generator needs: status, Content-Length and body. It refuses what
// it does not understand rather than guess.
type answers struct {
	in   *bufio.Reader
	body []byte
}

func newAnswers(r io.Reader) *answers { return &answers{in: bufio.NewReaderSize(r, 32<<10)} }

// next reads one answer and returns its body, which holds until the next call.
// It fails if the status is not 200, there is no Content-Length, the body is
// sent in chunks, or the server means to close the connection.
func (a *answers) next() ([]byte, error) {
	if err := a.status(); err != nil {
		return nil, err
	}
	length, err := a.header()
	if err != nil {
		return nil, err
	}
	if cap(a.body) < length {
		a.body = make([]byte, length)
	}
	a.body = a.body[:length]
	if _, err := io.ReadFull(a.in, a.body); err != nil {
		return nil, fmt.Errorf("body of %d bytes: %w", length, noEOF(err))
	}
	return a.body, nil
}

func (a *answers) status() error {
	line, err := a.line()
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(line, []byte("HTTP/1.1 200 ")) {
		return fmt.Errorf("status line %q, want HTTP/1.1 200", line)
	}
	return nil
}

// header reads to the empty line and returns the Content-Length.
func (a *answers) header() (length int, err error) {
	length = -1
	for {
		line, err := a.line()
		if err != nil {
			return 0, err
		}
		if len(line) == 0 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimSpace(value)
		switch {
		case is(name, "Content-Length"):
			if length, err = contentLength(value); err != nil {
				return 0, err
			}
		case is(name, "Transfer-Encoding"):
			return 0, fmt.Errorf("Transfer-Encoding %s: only answers with a Content-Length are understood", value)
		case is(name, "Connection") && is(value, "close"):
			return 0, errors.New("the server closes the connection after this answer")
		}
	}
	if length < 0 {
		return 0, errors.New("the answer has no Content-Length")
	}
	return length, nil
}

// line reads a line and returns it without its end.
func (a *answers) line() ([]byte, error) {
	line, err := a.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		return nil, fmt.Errorf("a header line is longer than %d bytes", len(line))
	}
	if err != nil {
		return nil, fmt.Errorf("header: %w", noEOF(err))
	}
	return bytes.TrimSuffix(line[:len(line)-1], []byte("\r")), nil
}

func contentLength(value []byte) (int, error) {
	n, err := strconv.Atoi(string(value))
	if err != nil || n < 0 || n > largestAnswer {
		return 0, fmt.Errorf("Content-Length %q is no number from 0 to %d", value, largestAnswer)
	}
	return n, nil
}

// is compares a header's name or value, whatever the case of its letters.
func is(text []byte, want string) bool {
	return len(text) == len(want) && bytes.EqualFold(text, []byte(want))
}

// noEOF makes the end of input the error that it is inside an answer.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// good reports whether an answer's ret is 0.
func good(body []byte) bool { return bytes.Contains(body, []byte(`"ret":0`)) }
