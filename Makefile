# Tongwan: make run starts it, make test tests it, make help lists the rest.

SHELL := /bin/bash
GO ?= go
FUZZTIME ?= 30s

.DEFAULT_GOAL := help
.PHONY: help build run test check bench bench-postgres fuzz docs screenshots clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

build: ## build bin/tongwan
	$(GO) build -trimpath -o bin/tongwan ./cmd/tongwan

run: build ## build and start the server with the demo world
	bin/tongwan serve --demo

test: ## install what the tests need and run all of them
	scripts/install-test-tools
	$(MAKE) check
	$(GO) test -race -count=1 -timeout 12m ./...

check: ## formatting and go vet
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$unformatted" ]; then echo "gofmt would change:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...

bench: build ## measure the server against a bare net/http handler
	$(GO) build -trimpath -o bin/tongwan-bench ./cmd/tongwan-bench
	bin/tongwan-bench --tongwan bin/tongwan $(BENCHFLAGS)

bench-postgres: build ## the same on a PostgreSQL of its own, beside pgbench
	$(GO) build -trimpath -o bin/tongwan-bench ./cmd/tongwan-bench
	bin/tongwan-bench --tongwan bin/tongwan --postgres $(BENCHFLAGS)

fuzz: ## fuzz every decoder, FUZZTIME each (default 30s)
	@set -e; $(GO) list ./... | while read -r pkg; do \
		$(GO) test -list '^Fuzz' "$$pkg" | grep '^Fuzz' | while read -r target; do \
			echo "$$pkg $$target"; $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) "$$pkg"; \
		done || true; \
	done

docs: ## write docs/COVERAGE.md from the tables
	$(GO) test ./internal/coverage -update

screenshots: ## write the screenshots of the documentation
	scripts/install-test-tools
	$(GO) test ./internal/browser -count=1 -run TestPictures -update

clean: ## remove what was built
	rm -rf bin
