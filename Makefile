# `make serve` sets everything up, loads data/ and serves; `make test` sets everything up and tests.

PYTHON ?= python3
PORT ?= $(or $(PUBLOD_PORT),8000)
export PUBLOD_HOME ?= $(CURDIR)/home
export PUBLOD_PORT := $(PORT)
# Every process would compile all modules anew, which is a third of what starting it costs.
unexport PYTHONDONTWRITEBYTECODE
VENV := .venv
# One more than there are processors: many tests wait for a server now and then.
TEST_PROCESSES ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
  --no-emit-index-url --custom-compile-command "make lock" $(UPGRADE)
CATALOGUES := $(wildcard src/publod/translations/*/LC_MESSAGES/*.po)
EDITOR := $(wildcard editor/*.js* editor/src/*.js)

.PHONY: serve load test lint format lock bench clean

serve: load
	@exec $(BIN)/publod serve --port $(PORT)

load: $(VENV)/installed
	@$(BIN)/publod load data

test: $(VENV)/installed-dev $(VENV)/node_modules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder

lint: $(VENV)/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/installed-dev
	$(BIN)/python -m bench

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# What is installed is what the lock files name, each file of it with its hash.
$(VENV)/locked: $(VENV)/bin/python requirements/runtime.txt
	$(PIP) --require-hashes --requirement requirements/runtime.txt
	@touch $@

$(VENV)/installed: $(VENV)/locked pyproject.toml hatch_build.py $(CATALOGUES) $(EDITOR)
	$(PIP) --no-deps --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements/development.txt
	$(PIP) --require-hashes --requirement requirements/development.txt
	@touch $@

# Writes the lock files anew from the bounds in pyproject.toml; UPGRADE=--upgrade takes newer releases.
lock: $(VENV)/installed-dev
	$(LOCK) --extra dev --extra gunicorn --output-file requirements/development.txt pyproject.toml
	$(LOCK) --extra gunicorn --constraints requirements/development.txt --output-file requirements/runtime.txt pyproject.toml

# axe-core, the markup checker and Comunica, for the tests. Without npm those that need them are skipped.
$(VENV)/node_modules: tests/browser/package.json $(VENV)/bin/python
	@cp tests/browser/package.json $(VENV)/package.json
	@npm install --prefix $(VENV) --no-package-lock --no-audit --no-fund --silent && touch $@ \
	  || echo "NOT TESTED: without npm, no page is checked by axe-core or as valid HTML, and Comunica asks nothing"

clean:
	rm -rf $(VENV) dist build src/publod/web/static/built .mypy_cache .ruff_cache .pytest_cache .hypothesis
