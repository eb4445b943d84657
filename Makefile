# Everything one can do here: `make help`.

# The first of these that runs Python 3.11 to 3.13 makes the environment. Another one: make run PYTHON=/path/to/python3.12
PYTHON ?= python3.13 python3.12 python3.11 python3 python
# The interpreters that `make test-all` chooses its oldest and newest from.
PYTHONS ?= python3.11 python3.12 python3.13 $(wildcard $(HOME)/.pyenv/versions/3.1[123].*/bin/python3)

# $(call suitable,commands): those that are found, do run, and are of a supported version.
suitable = $(shell for python in $(1); do \
	"$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo "$$python"; done)
# $(call versions,commands): their versions, oldest first, each once.
versions = $(shell for python in $(call suitable,$(1)); do \
	"$$python" -c 'import sys; print("3.%d" % sys.version_info[1])'; done | sort -u)
# $(call ends,words): the first and the last, once if they are the same.
ends = $(sort $(firstword $(1)) $(lastword $(1)))

# $(call environment,folder,commands,what to install): a new environment with the pinned versions.
define environment
@python="$(firstword $(call suitable,$(2)))"; \
if [ -z "$$python" ]; then \
	echo "No Python 3.11, 3.12 or 3.13 among: $(2)"; \
	echo "Install one of them, or name it: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; \
	exit 1; \
fi; \
echo "Making $(1) with $$python (a few minutes the first time)"; \
rm -rf $(1) && "$$python" -m venv $(1) && \
$(1)/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable "$(3)"
@touch $@
endef

BIN = .venv/bin

.PHONY: help run setup test lint format tables test-all bench clean

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "make %-10s %s\n", $$1, $$2}'

run: .venv/package ## Make the environment, project the baseline, say where the report is
	@$(BIN)/docketsim run baseline

setup: .venv/everything ## Make the full environment, without running the tests

test: lint ## Make the full environment, lint, run the tests
	@$(BIN)/pytest

lint: .venv/everything ## Check style, format and who imports whom
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports

format: .venv/everything ## Put imports and layout in order
	@$(BIN)/ruff check --select I --fix
	@$(BIN)/ruff format

tables: .venv/everything ## Write the generated tables of docs/odd.md again
	@$(BIN)/python docs/generate_tables.py

test-all: ## Test on the oldest and the newest Python found, the long tests too
	@found="$(call ends,$(call versions,$(PYTHONS)))"; \
	if [ -z "$$found" ]; then echo "No Python 3.11, 3.12 or 3.13 among: $(PYTHONS)"; exit 1; fi; \
	for version in $$found; do \
		$(MAKE) --no-print-directory .venv-$$version/everything || exit 1; \
		echo "Python $$version"; \
		.venv-$$version/bin/pytest -m "long or not long" || exit 1; \
	done

bench: .venv/everything ## Measure the speed; PEERS=DIR runs the other libraries' scripts of that folder too
	@$(BIN)/python -m benchmarks $(if $(PEERS),--peers $(PEERS))

clean: ## Remove the environments and caches; results stay
	rm -rf .venv .venv-* .cache .pytest_cache .hypothesis .ruff_cache .import_linter_cache build dist

.venv/package: pyproject.toml constraints.txt
	$(call environment,.venv,$(PYTHON),.)

.venv/everything: .venv/package
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[test]"
	@touch $@

.venv-%/everything: pyproject.toml constraints.txt
	$(call environment,.venv-$*,$(filter %/python3 python$*,$(PYTHONS)),.[test])
