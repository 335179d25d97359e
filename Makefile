# `make` alone lists everything. The two that matter: `make run` and `make test`.
SHELL := /bin/bash
PYTHON ?= python3.11
BIN := .venv/bin
PY := $(BIN)/python
export DJANGO_SETTINGS_MODULE := config.settings
# Compiled bytecode halves the time of every start.
unexport PYTHONDONTWRITEBYTECODE
unexport PYTHONPATH
.DEFAULT_GOAL := help
.PHONY: help system system-dev setup setup-dev run reset seed test check format bench shots soak lock translations doctor

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

system:
	@PYTHON=$(PYTHON) ops/system.sh

system-dev:
	@PYTHON=$(PYTHON) ops/system.sh --dev

setup: system  ## the environment in .venv, from the hashed lock
	@$(PYTHON) ops/setup.py

setup-dev: system
	@$(PYTHON) ops/setup.py --dev

run: setup  ## the platform with its demo network: prints the address and the sign-ins
	@$(PY) ops/serve.py

reset:  ## throw the data in var/ away; the next `make run` starts over
	@$(PYTHON) ops/serve.py --reset

seed: setup  ## load the demo network without starting the platform
	@$(PY) ops/serve.py --prepare-only

test: system-dev setup-dev  ## every test: SQLite, PostgreSQL, a real browser
	@$(PY) ops/test.py $(if $(ONLY),--only $(ONLY))

check: setup-dev  ## what must hold besides the tests: lint, types, imports, templates, migrations, translations
	@$(PY) ops/check.py $(ONLY)

format: setup-dev  ## let ruff order imports and mend what it can
	@$(BIN)/ruff check --fix .

bench: setup-dev  ## the figures, as counts and ratios
	@for script in bench/*_bench.py; do echo "── $$script"; $(PY) $$script || exit 1; done

soak: setup-dev  ## the long proofs: crashes, fuzzing, random trees
	@for script in bench/*_crash.py bench/*_soak.py; do $(PY) $$script || exit 1; done

shots: setup-dev  ## pictures of the main pages into shots/
	@$(PY) ops/shots.py

translations: setup-dev  ## collect the words of code and templates into locale/
	@$(PY) ops/translations.py update
	@$(PY) ops/translations.py compile

doctor: setup  ## is everything well with this installation?
	@$(BIN)/civikos doctor

lock: setup-dev  ## write the locks anew from requirements*.in (needs the package registry)
	@for name in requirements-bootstrap requirements requirements-prod requirements-dev; do \
	  $(PY) -m uv pip compile $$name.in -o $$name.txt --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet; \
	done
