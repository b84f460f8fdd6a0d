# Two commands to start: `make demo` and `make test`. Both set up first, when needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo test slow coverage check lint format docs bench dist lock clean

help: ## List the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: $(READY) ## Build .venv with everything pinned, and `wr` in it

# Torch comes first and by itself: its CPU and GPU builds differ, so its hash cannot be pinned. The default
# path never imports it; it serves encoders that a project names. A machine with a GPU may install another
# build of torch 2.13.0 into .venv afterwards.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; try: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet torch==2.13.0
	$(BIN)/pip install --quiet --require-hashes --no-deps -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup ## Ingest the sample drop, search it, write a report
	$(BIN)/wr demo

test: setup lint ## Run every check but the slow ones (about fifteen minutes)
	$(BIN)/pytest --numprocesses 2 --dist worksteal -m "not slow"

slow: setup ## Run the slow checks: wheels, killed and concurrent runs, OCR, browsers, the documented tours (about fifteen minutes)
	$(BIN)/pytest --numprocesses 2 --dist worksteal -m slow

coverage: setup ## Run every test and print the branch coverage
	$(BIN)/pytest --numprocesses 2 --dist worksteal --cov

check: setup lint ## Run what belongs before each commit (a few minutes)
	$(BIN)/pytest --numprocesses 2 --dist worksteal -m "not slow and not shared"

lint: setup ## Check formatting, style, types, import contracts and declared dependencies
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry app corpus ingest nlp models reports

format: setup ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: setup ## Write the generated pages: docs/commands.md, docs/api.md
	$(BIN)/python tools/commands_page.py
	$(BIN)/python tools/api_page.py

bench: setup ## Run the benchmarks whose material is available; see docs/benchmarks.md
	$(BIN)/python benchmarks/run.py

dist: setup ## Build the wheel and the source archive into dist/
	$(BIN)/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

lock: setup ## Choose new versions of all dependencies (needs the network)
	$(BIN)/python -m venv build/lock
	build/lock/bin/pip install --quiet uv
	build/lock/bin/uv pip compile --quiet pyproject.toml tools/lock/torch-needs.in --extra dev --extra tools \
		--override tools/lock/override.txt --no-emit-package torch --generate-hashes --universal \
		--python-version 3.11 --custom-compile-command 'make lock' --output-file requirements.lock

clean: ## Remove what make built
	rm -rf $(VENV) build dist demo *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
