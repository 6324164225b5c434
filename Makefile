# make run    a province on this machine, from a fresh clone
#             DATE=2020-12-07: as of that day, with data of its own
# make test   everything that must hold
# make check  the quick part: style, types, contracts, content, texts
# make bench  what it can carry (ONLY=name for one)

PYTHON ?= $(shell command -v python3.11)
BIN := .venv/bin
# A province is a dozen processes, which would each compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE
TEST_VAR := LINGNAN_VAR=$(CURDIR)/var/test
ONLY ?=
DATE ?=

.PHONY: run test check looks bench prepare prepare-dev prepare-bench python lint types contracts content texts clean

run: prepare
	@exec $(BIN)/lingnan up $(if $(DATE),--as-of=$(DATE))

test: looks
	@$(BIN)/pytest --numprocesses=auto --maxprocesses=4

check: looks
	@$(BIN)/pytest --quiet tests/test_house.py

looks: prepare-dev
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target types lint contracts content texts

bench: prepare-bench
	@$(BIN)/python -m bench $(ONLY)

lint:
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .

types:
	@$(TEST_VAR) $(BIN)/mypy

contracts:
	@$(BIN)/lint-imports --no-logo

content:
	@$(TEST_VAR) $(BIN)/lingnan content check

texts:
	@$(BIN)/python -m tools.messages --check >/dev/null

prepare: python
	@$(PYTHON) -m tools.prepare

prepare-dev: python
	@$(PYTHON) -m tools.prepare --dev

prepare-bench: python
	@$(PYTHON) -m tools.prepare --dev --bench

python:
	@test -n "$(PYTHON)" || { \
	echo "需要 Python 3.11：请运行 sudo apt-get install python3.11 python3.11-venv。" >&2; \
	echo "Python 3.11 is needed: run sudo apt-get install python3.11 python3.11-venv." >&2; exit 1; }

clean:
	rm -rf .venv node_modules build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
