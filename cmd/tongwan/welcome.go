package main

import (
	"cmp"
	"fmt"
	"io"

	"tongwan/internal/server"
	"tongwan/internal/store"
)

// welcome tells the person who started the server where it listens and what to
// type next, with the program as they called it. Programs read the ready file instead.
func (c *serveCmd) welcome(w io.Writer, self string, at server.Endpoints) {
	fmt.Fprintf(w, "API      %s\n", at.API)
	fmt.Fprintf(w, "control  %s  token: %s\n", at.Control, c.tokenAdvice(at))
	fmt.Fprintf(w, "pages    %s/signin\n", at.API)
	fmt.Fprintf(w, "store    %s\n", cmp.Or(store.Name(c.store()), "memory"))
	if c.Sandbox || c.Demo {
		fmt.Fprintln(w, "sandbox  for tests only: clocks can be turned, tokens can be read")
	}
	if c.Strict {
		fmt.Fprintln(w, "strict   what the protocol merely tolerates is refused")
	}
	fmt.Fprintf(w, "\n%s\n", c.nextStep(self, at))
}

// tokenAdvice prints the control token only if there is no other way to get at it:
// what is printed often ends up in logs.
func (c *serveCmd) tokenAdvice(at server.Endpoints) string {
	switch {
	case c.ReadyFile != "":
		return "see " + c.ReadyFile
	case c.ControlToken != "":
		return "as given"
	}
	return at.Token
}

func (c *serveCmd) nextStep(self string, at server.Endpoints) string {
	switch {
	case c.Demo:
		return fmt.Sprintf("The demo world is there. Try:\n  %s call /relation/qqprofile -d '%s'%s",
			self, demoProfileBody, differing(" --server ", at.API, defaultServer))
	case c.World != "":
		return fmt.Sprintf("%s is applied. Call it:\n  %s call PATH -d JSON --appid ID --appkey KEY%s",
			c.World, self, differing(" --server ", at.API, defaultServer))
	}
	return "Put a world in:\n  " + self + " world apply FILE" + c.controlArgs(at)
}

// controlArgs are the flags with which the world commands find this server.
func (c *serveCmd) controlArgs(at server.Endpoints) string {
	if c.ReadyFile != "" {
		return " --ready-file " + c.ReadyFile
	}
	token := at.Token
	if c.ControlToken != "" {
		token = "TOKEN"
	}
	return differing(" --control ", at.Control, defaultControl) + " --token " + token
}

// differing is flag and value, or nothing if the value is the flag's default.
func differing(flag, value, byDefault string) string {
	if value == byDefault {
		return ""
	}
	return flag + value
}
