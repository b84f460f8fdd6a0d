# Two commands to start: `make demo` and `make test`. Both set up first, when needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format bench lock clean

help: ## Say what there is to make
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: $(READY) ## Build .venv with everything pinned, and `wr` in it

# Torch comes first and by itself: its CPU and GPU builds differ, so its hash cannot be pinned.
# A machine with a GPU may install another build of torch 2.13.0 into .venv afterwards.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; try: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet torch==2.13.0
	$(BIN)/pip install --quiet --require-hashes --no-deps -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup ## Ingest the sample drop, search it, write a report
	$(BIN)/wr demo

test: setup lint ## Run every check (about ten minutes)
	$(BIN)/pytest

lint: setup ## Formatting, lint, types, import layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: setup ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup ## Run the benchmarks whose material is at hand; see docs/benchmarks.md
	$(BIN)/python benchmarks/run.py

lock: setup ## Choose new versions of all dependencies (needs the network)
	$(BIN)/python -m venv build/lock
	build/lock/bin/pip install --quiet uv
	build/lock/bin/uv pip compile --quiet pyproject.toml tools/lock/torch-needs.in --extra dev \
		--override tools/lock/override.txt --generate-hashes --python-version 3.11 \
		--custom-compile-command 'make lock' --output-file requirements.lock

clean: ## Remove what make built
	rm -rf $(VENV) build demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
