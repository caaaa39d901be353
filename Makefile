# Collectif: every task of a developer. `make` alone lists them.
#
# Each task does its own set-up inside .venv and installs only what the lock files in requirements/ name, with
# hashes. All paths are relative, so the folder may have spaces in its name.

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input -q
LOCK := PATH="$$PWD/$(VENV)/bin:$$PATH" uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q

# Options for the command: make try ARGS="--once --json"
ARGS ?=
# Set to --upgrade to move to newer versions: make lock UPGRADE=--upgrade
UPGRADE ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help try install run test lint format-check ruff types imports pytest fmt bench bench-load bench-latency bench-loop bench-soak bench-scale pictures lock clean

help: ## List the tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

try: $(VENV)/.ready-try ## Run the demonstration: no Discord account, no token; letters in out/
	@$(PY) -m bot try $(ARGS)

test: lint pytest ## Check everything: format, lint, types, layers, all tests

install: $(VENV)/.ready-prod ## Install what production needs, and the command .venv/bin/collectif

run: $(VENV)/.ready-prod ## Run the bot against Discord, with the settings in .env
	@$(PY) -m bot run $(ARGS)

lint: format-check ruff types imports ## Check format, style, types and layers, without the tests

format-check: $(VENV)/.ready-dev
	$(PY) -m ruff format --check .

ruff: $(VENV)/.ready-dev
	$(PY) -m ruff check .

types: $(VENV)/.ready-dev
	$(PY) -m mypy

imports: $(VENV)/.ready-dev
	$(VENV)/bin/python $(VENV)/bin/lint-imports

pytest: $(VENV)/.ready-dev
	$(PY) -m pytest $(ARGS)

fmt: $(VENV)/.ready-dev ## Put all code into the house format
	$(PY) -m ruff check --fix --exit-zero -q .
	$(PY) -m ruff format .

bench: $(VENV)/.ready-bench ## Measure large annexes beside other libraries, into docs/bench.md: ARGS=--quick
	@$(PY) -m bench.annex $(ARGS)

bench-load: $(VENV)/.ready-dev ## Measure a large case and joins at once, against their limits: ARGS=--quick
	@$(PY) -m bench.load $(ARGS)

bench-latency: $(VENV)/.ready-dev ## Measure bursts from join to receipt, into docs/bench.md: ARGS=--quick
	@$(PY) -m bench.burst $(ARGS)

pictures: $(VENV)/.ready-dev ## Play the demonstration for the README's pictures (needs chromium and pdftoppm)
	@$(PY) docs/pictures.py

bench-loop: $(VENV)/.ready-dev ## Play the demonstration and name what holds the event loop longer than 50 ms
	@$(PY) -m bench.loop $(ARGS)

bench-soak: $(VENV)/.ready-dev ## Let the bot be used steadily and see what grows: ARGS="--minutes 1440" for a day
	@$(PY) -m bench.soak $(ARGS)

bench-scale: $(VENV)/.ready-dev ## Measure a case of half a million: ARGS="--folder /where/its/database/stays"
	@$(PY) -m bench.scale $(ARGS)

lock: ## Renew the lock files from pyproject.toml (needs uv)
	@PATH="$$PWD/$(VENV)/bin:$$PATH" command -v uv >/dev/null || { echo "make lock needs the program uv" >&2; exit 2; }
	$(LOCK) $(UPGRADE) pyproject.toml --extra dev -o requirements/dev.txt
	$(LOCK) $(UPGRADE) pyproject.toml --extra try -c requirements/dev.txt -o requirements/try.txt
	$(LOCK) $(UPGRADE) pyproject.toml -c requirements/dev.txt -o requirements/prod.txt
	$(LOCK) $(UPGRADE) pyproject.toml --extra dev --extra bench -c requirements/dev.txt -o requirements/bench.txt
	$(LOCK) $(UPGRADE) --no-annotate requirements/build.in -o requirements/build.txt

clean: ## Remove the virtual environment, caches and the demonstration's output
	rm -rf $(VENV) out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache collectif.egg-info

# The set-up. What it prints goes to stderr, so that a command's stdout can be piped.
$(PY):
	@for candidate in $(PYTHON) python3.13 python3.12 python3.11 python3; do \
	  if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    echo "Setting up .venv with $$("$$candidate" --version) (once, a minute or two) ..." >&2; \
	    "$$candidate" -m venv --clear $(VENV) >&2 && exit 0; \
	    rm -rf $(VENV); \
	    echo "Python's venv module does not work here; on Debian and Ubuntu: apt install python3-venv" >&2; \
	    exit 2; \
	  fi; \
	done; \
	echo "Collectif needs Python 3.11 or newer; none was found on the PATH." >&2; exit 2

$(VENV)/.ready-%: requirements/%.txt requirements/build.txt pyproject.toml | $(PY)
	@echo "Installing the locked packages of requirements/$*.txt ..." >&2
	@$(PIP) install --require-hashes --only-binary :all: -r requirements/$*.txt -r requirements/build.txt >&2
	@$(PIP) install --no-deps --no-build-isolation -e . >&2
	@touch $@
