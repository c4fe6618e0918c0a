# `make serve` sets everything up, loads data/ and serves; `make test` sets everything up and tests.

PYTHON ?= python3
PORT ?= $(or $(PUBLOD_PORT),8000)
export PUBLOD_HOME ?= $(CURDIR)/home
export PUBLOD_PORT := $(PORT)
VENV := .venv
BIN := $(VENV)/bin
CATALOGUES := $(wildcard src/publod/translations/*/LC_MESSAGES/*.po)
EDITOR := $(wildcard editor/*.js* editor/src/*.js)

.PHONY: serve load test lint format bench clean

serve: load
	@exec $(BIN)/publod serve --port $(PORT)

load: $(VENV)/installed
	@$(BIN)/publod load data

test: $(VENV)/installed-dev $(VENV)/node_modules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto

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

$(VENV)/installed: $(VENV)/bin/python pyproject.toml hatch_build.py $(CATALOGUES) $(EDITOR)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

# axe-core and the markup checker, for the tests. Without npm those that need them are skipped.
$(VENV)/node_modules: tests/browser/package.json $(VENV)/bin/python
	@cp tests/browser/package.json $(VENV)/package.json
	@npm install --prefix $(VENV) --no-package-lock --no-audit --no-fund --silent && touch $@ \
	  || echo "NOT TESTED: without npm, no page is checked by axe-core or as valid HTML"

clean:
	rm -rf $(VENV) dist build src/publod/web/static/built .mypy_cache .ruff_cache .pytest_cache .hypothesis
