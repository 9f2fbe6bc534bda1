# `make serve` and `make test` are all that a newcomer needs; each sets up what it needs, once.

VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON ?=

.PHONY: serve test lint types pytest test-lowest bench clean help

serve: $(VENV)/.graph ## build the graph where it is out of date, and serve it at http://127.0.0.1:8000/
	$(BIN)/cetgraph serve --host $(HOST) --port $(PORT)

test: lint types pytest ## all checks: ruff, mypy and pytest

lint: $(VENV)/.installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.installed
	$(BIN)/mypy

pytest: $(VENV)/.installed
	$(BIN)/pytest

test-lowest: .venv-lowest/.installed ## pytest on the lowest versions that pyproject.toml allows
	.venv-lowest/bin/pytest -m "not slow"

bench: $(VENV)/.installed ## time reading, graph building and validation
	$(BIN)/python bench/run.py

FRONT_END := hatch_build.py $(shell find src/cetgraph/web/frontend -type f)

$(VENV)/.installed: pyproject.toml $(FRONT_END)
	@PYTHON="$(PYTHON)" sh .ci/venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --editable '.[dev]'
	@touch $@

.venv-lowest/.installed: pyproject.toml
	@PYTHON="$(PYTHON)" sh .ci/venv .venv-lowest
	.venv-lowest/bin/python .ci/lowest > .venv-lowest/constraints.txt
	.venv-lowest/bin/python -m pip install --disable-pip-version-check --quiet \
		--constraint .venv-lowest/constraints.txt --editable '.[dev]'
	@touch $@

$(VENV)/.graph: $(VENV)/.installed $(shell find $(wildcard data/sources data/gazetteer ontology shapes src) -type f -not -name "*.pyc")
	$(BIN)/cetgraph build
	@touch $@

clean: ## remove what these commands made
	rm -rf $(VENV) .venv-lowest .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist src/cetgraph/web/static/built

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1: \2/p' $(MAKEFILE_LIST)
