# `make demo` and `make test` do all set-up themselves: they need git, make and any Python 3.
PYTHON ?= python3
UV := .uv/bin/uv
BIN := .venv/bin
# Behind a proxy that opens TLS, the CA is in the certificate store of the system.
export UV_SYSTEM_CERTS ?= 1
export PIP_DISABLE_PIP_VERSION_CHECK ?= 1
export SEKIMORI_MAKE := 1

.DEFAULT_GOAL := help
.PHONY: help demo test lint fix bench docs lock clean

help: ## show these targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

.venv/.ready: requirements.lock pyproject.toml .python-version
	@command -v $(UV) >/dev/null 2>&1 || { $(PYTHON) -m venv .uv && .uv/bin/pip install --quiet uv; }
	@$(UV) venv --quiet --allow-existing .venv
	@$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

demo: .venv/.ready ## real transfers through the real proxy, with each verdict
	@$(BIN)/sekimori demo $(ARGS)

test: .venv/.ready ## all tests, two files at a time: more would need a model's memory each
	@$(BIN)/pytest -n 2 --dist loadfile $(ARGS)

lint: .venv/.ready ## ruff, mypy --strict, import-linter
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --verbose | tail -n 12

fix: .venv/.ready ## let ruff mend what it can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: .venv/.ready ## speed as ratios to the stock tools, in one run
	@$(BIN)/python -m benchmarks $(ARGS)

docs: .venv/.ready ## write again what is generated from code
	@$(BIN)/python -m docs.generate

lock: ## write requirements.lock again
	@command -v $(UV) >/dev/null 2>&1 || { $(PYTHON) -m venv .uv && .uv/bin/pip install --quiet uv; }
	@$(UV) pip compile --quiet --no-header --no-emit-index-url --no-emit-find-links --generate-hashes --python-version 3.13 --group dev pyproject.toml -o requirements.lock

clean: ## remove the environment
	@rm -rf .venv .uv
