# `make help` lists what can be done. Every target sets up what it needs; only Python 3.11+ and make must be there.

PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11,\
	$(shell command -v $(name) >/dev/null && $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
BIN := .venv/bin
SETUP := $(or $(PYTHON),$(error Python 3.11 or newer is needed. On Debian: apt-get install python3 python3-venv)) deploy/setup.py
CODE := chassis services gateway
WORKERS ?= 2
UV_LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --quiet

.DEFAULT_GOAL := help
.PHONY: help run test test-all chaos bench env up demo lint format types assets docs-check lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

run: ## Start Kapocs in one process on http://127.0.0.1:8000 (PORT=, KAPOCS_DATA_DIR=, KAPOCS_DEMO=0)
	@$(SETUP) run
	@exec $(BIN)/kapocs run

test: ## Format, lint, types and the tests that belong to CI
	@$(SETUP) test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(CODE)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope -m "not slow" -q

test-all: ## Everything, the slow tests too
	@$(SETUP) test
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope -q

chaos: ## Kill processes under load and prove the promises of delivery, each with its control
	@$(SETUP) test
	$(BIN)/python -m pytest tests/chaos -m "chaos" -v --timeout 1800

bench: ## Measure both profiles: JSON lines and a table (OPTIONS="--profiles embedded --cases read list")
	@$(SETUP) test
	$(BIN)/python -m tests.bench.cpu
	$(BIN)/python -m tests.bench $(OPTIONS)

env: ## Make .env with fresh secrets for `make up` and docker compose; an existing one stays
	@$(SETUP) run
	@$(BIN)/python deploy/env.py

up: ## Start the distributed profile natively, on the RabbitMQ and PostgreSQL named in .env
	@$(SETUP) test
	@exec $(BIN)/python deploy/up.py

demo: ## Load the demo data into what `make up` runs
	@$(BIN)/python deploy/up.py demo

lint: ## Find faults in the code
	@$(SETUP) test
	$(BIN)/ruff check .

format: ## Bring the code into the one format
	@$(SETUP) test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

types: ## Check the types
	@$(SETUP) test
	$(BIN)/mypy $(CODE)

assets: ## Build the pages' scripts, styles, icons and fonts
	@$(SETUP) assets

docs-check: ## Check that what the documentation names exists
	@$(SETUP) test
	$(BIN)/python -m pytest tests/architecture/test_documentation.py -q

lock: ## Make the locks anew from requirements*.in (needs uv)
	$(UV_LOCK) requirements.in -o requirements.lock
	$(UV_LOCK) requirements-dev.in -c requirements.lock -o requirements-dev.lock
	$(UV_LOCK) deploy/requirements-node.in -o deploy/requirements-node.lock

clean: ## Remove everything that was built; var/ with its data stays
	rm -rf .venv .cache .hypothesis node_modules gateway/static/dist chassis/fonts test-results *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
