# The words of the project. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help run web worker test coverage test-fast lint types format numbers bench demo translations clean app-ready tests-ready

PORT ?= 8000
PYTHON ?=
WORKERS ?= 2
PY := .venv/bin/python
PYTEST := $(PY) -m pytest
export PORT PYTHON
# Some machines are told to keep no compiled Python; then each of the many processes below compiles all of it anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## list these words
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

run: app-ready ## start web and worker with the demo municipality (PORT=8000); Ctrl-C stops both
	@exec $(PY) tools/run.py web worker --prepare

web: app-ready ## start the web server alone
	@exec $(PY) tools/run.py web

worker: app-ready ## start the worker alone (jobs and mail)
	@exec $(PY) tools/run.py worker

# Each process takes a run of files and helps the other at the end: what a file makes dear is made once.
test: tests-ready lint types ## everything CI asks for: lint, types, all tests on SQLite, and the database tests on PostgreSQL
	$(PYTEST) -n $(WORKERS) --dist worksteal --database sqlite
	$(PYTEST) -n $(WORKERS) --dist worksteal --database postgresql

coverage: tests-ready ## which lines of quality/ no test reaches
	$(PYTEST) -n $(WORKERS) --cov --cov-report=term:skip-covered

test-fast: tests-ready ## the tests without a browser, on SQLite
	$(PYTEST) -n $(WORKERS) -m "not browser"

lint: tests-ready ## ruff: faults and layout
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: tests-ready ## mypy, strict
	$(PY) -m mypy --num-workers $(WORKERS)

format: tests-ready ## let ruff lay out the code
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

numbers: app-ready ## our sizes beside those of the houses we learn from
	@$(PY) tools/sizes.py

bench: tests-ready ## time the pages against a bare route with the same SQL
	$(PY) -m bench

demo: app-ready ## throw the demo data away and build it again
	@exec $(PY) tools/run.py --rebuild-demo

translations: app-ready ## merge and compile the translations, list what is missing
	@$(PY) tools/translations.py --missing

clean: ## remove caches and built files; the data under instance/ stays
	rm -rf .pytest_cache .mypy_cache .ruff_cache .coverage htmlcov bench/out tests/tools/node_modules
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

app-ready:
	@tools/setup.sh app

tests-ready:
	@tools/setup.sh tests
