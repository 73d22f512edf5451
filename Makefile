# ChurnVision Enterprise: `make demo` shows it, `make test` proves it. `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help venv venv-dev web demo up down status lock check test test-dr bench bench-dr bench-ml clean

BIN := .venv/bin
BENCH_BIN := .venv-bench/bin
export DATA MAPPING WINDOW_DAYS
PYTHON ?= $(shell for candidate in python3 python3.13 python3.12 python3.11; do \
	if $$candidate -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; \
	then echo $$candidate; break; fi; done)
INSTALL = $(BIN)/uv pip install --quiet --python $(BIN)/python
PAGE_SOURCES := $(shell find frontend -path frontend/node_modules -prune -o -path frontend/dist -prune -o -type f -print)

# Node 24 or later from the machine, else from its wheel in .venv.
USE_NODE = if ! node -e 'process.exit(parseInt(process.versions.node) < 24 ? 1 : 0)' 2>/dev/null; then \
	[ -x $(BIN)/node ] || { echo "Installing Node 24 into .venv ..."; \
	$(INSTALL) --require-hashes -r requirements-node.lock; }; export PATH="$(CURDIR)/$(BIN):$$PATH"; fi

help: ## list the commands
	@echo "make demo                       everything in one: install, start, import, train, score, show"
	@echo "make demo DATA=people.csv       the same with your own HR file"
	@echo "make demo DETACH=1              return when ready; 'make down' stops it"
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1|/' | \
		awk -F'|' '{printf "%-31s %s\n", $$1, $$2}'

venv: .make/runtime ## make .venv from the hashed lock

web: frontend/dist/index.html ## build the page

demo: .make/runtime frontend/dist/index.html
	@arguments=(); \
	[ -z "$$DATA" ] || arguments+=(--data "$$DATA"); \
	[ -z "$$MAPPING" ] || arguments+=(--mapping "$$MAPPING"); \
	[ -z "$$WINDOW_DAYS" ] || arguments+=(--window-days "$$WINDOW_DAYS"); \
	[ -z "$(DETACH)" ] || arguments+=(--detach); \
	$(BIN)/churnvision demo "$${arguments[@]}"

up: .make/runtime frontend/dist/index.html ## start the stack in the foreground; DETACH=1 returns when ready
	@$(BIN)/churnvision up $(if $(DETACH),--detach)

down: .make/runtime ## stop the stack
	@$(BIN)/churnvision down

status: .make/runtime ## say what runs
	@$(BIN)/churnvision status

check: .make/dev .make/npm ## lint, types, import contracts, structure, and the same for the page
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/test_structure.py
	@$(USE_NODE); cd frontend && npm run --silent lint && npm run --silent types

test: .make/dev .make/npm frontend/dist/index.html chromium ## every test
	@$(USE_NODE); cd frontend && npm run --silent test
	@folder=$$($(BIN)/python -m churnvision.local.libgomp .venv/lib/openmp); \
	if [ -n "$$folder" ]; then export LD_LIBRARY_PATH="$$folder$${LD_LIBRARY_PATH:+:$$LD_LIBRARY_PATH}"; fi; \
	$(BIN)/pytest -n 2

test-dr: .make/dev ## every test of recovery, also the long ones; writes docs/evidence/recovery.md
	$(BIN)/python -m pytest -n 2 -p tests.dr.evidence --recovery-evidence docs/evidence/recovery.md \
		-m "rehearsal or not rehearsal" tests/dr tests/system

bench: .make/dev ## the benchmarks, as ratios
	$(BIN)/python -m benchmarks

bench-dr: .make/dev ## backup and restore beside pg_dump | gzip | openssl and psql; GIGABYTES=0.2 for a quick look
	$(BIN)/python -m benchmarks.recovery --gigabytes $(or $(GIGABYTES),1) --record docs/evidence/recovery-speed.md

bench-ml: .venv-bench/installed ## forecasts beside public models on public data (CHURNVISION_REAL_DATA); PARTS="ibm sample" for some
	@folder=$$($(BENCH_BIN)/python -m churnvision.local.libgomp .venv-bench/lib/openmp); \
	if [ -n "$$folder" ]; then export LD_LIBRARY_PATH="$$folder$${LD_LIBRARY_PATH:+:$$LD_LIBRARY_PATH}"; fi; \
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE $(BENCH_BIN)/python -m benchmarks.forecast $(PARTS)

lock: .make/runtime ## compile the lock files again from pyproject.toml
	@compile="$(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header"; \
	$$compile -o requirements.lock; \
	$$compile --group dev --group build --group node -o requirements-dev.lock; \
	$$compile --group bench --group build -c requirements.lock -o requirements-bench.lock; \
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --group build -o requirements-build.lock; \
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --group node -o requirements-node.lock

clean: ## remove what was built; data in var/ and models/ stays
	rm -rf .make .venv .venv-bench frontend/dist frontend/node_modules .mypy_cache .ruff_cache .import_linter_cache .hypothesis

.make/venv: requirements-build.lock
	@if [ -z "$(PYTHON)" ]; then echo "ChurnVision needs Python 3.11, 3.12 or 3.13: install one," \
		"or name it, as in: make demo PYTHON=/usr/bin/python3.12" >&2; exit 1; fi
	@if ! $(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'; then \
		echo "$(PYTHON) is not Python 3.11, 3.12 or 3.13; name one, as in: make demo PYTHON=/usr/bin/python3.12" >&2; \
		exit 1; fi
	@if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "Python's venv module is missing; install the package python3-venv and run this again." >&2; exit 1; fi
	@echo "Making .venv ..."
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-build.lock
	@mkdir -p .make && touch $@

.make/runtime: .make/venv requirements.lock pyproject.toml
	@echo "Installing the libraries ..."
	@$(INSTALL) --compile-bytecode --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.make/dev: .make/runtime requirements-dev.lock
	@echo "Installing what the tests need ..."
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

.venv-bench/installed: .make/venv requirements-bench.lock pyproject.toml
	@echo "Installing the public models into .venv-bench ..."
	@$(BENCH_BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear .venv-bench
	@$(BIN)/uv pip install --quiet --python $(BENCH_BIN)/python --require-hashes -r requirements-bench.lock
	@$(BIN)/uv pip install --quiet --python $(BENCH_BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

.make/npm: .make/venv frontend/package.json frontend/package-lock.json
	@echo "Installing the page's libraries ..."
	@$(USE_NODE); cd frontend && npm ci --no-audit --no-fund --loglevel error
	@touch $@

frontend/dist/index.html: .make/npm $(PAGE_SOURCES)
	@echo "Building the page ..."
	@$(USE_NODE); cd frontend && npm run --silent build -- --logLevel warn
	@touch $@

.PHONY: chromium
chromium:
	@if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; \
	then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium ..."; apt-get update -qq && apt-get install -y -qq chromium >/dev/null; \
	else echo "The browser tests need Chromium; install the package chromium and run this again." >&2; exit 1; fi
