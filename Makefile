# Everything one can do here: `make help`.

# The first of these that runs Python 3.11 to 3.13 makes the environment. Another one: make run PYTHON=/path/to/python3.12
PYTHON ?= python3.13 python3.12 python3.11 python3 python
# The interpreters that `make test-all` chooses its oldest and newest from.
PYTHONS ?= python3.11 python3.12 python3.13 $(wildcard $(HOME)/.pyenv/versions/3.1[123].*/bin/python3)

# $(call found,commands): `version:command` for those that run and are supported.
found = $(shell for python in $(1); do "$$python" -c 'import sys; v = sys.version_info[:2]; \
	(3, 11) <= v <= (3, 13) and print("%d.%d:%s" % (v + (sys.argv[1],)))' "$$python" 2>/dev/null; done)
part = $(word $(1),$(subst :, ,$(2)))
# $(call ends,commands): the oldest and the newest version among them, once if they are the same.
ends = $(call first_and_last,$(sort $(foreach one,$(call found,$(1)),$(call part,1,$(one)))))
first_and_last = $(sort $(firstword $(1)) $(lastword $(1)))


# $(call none_found,variable): what to do when no interpreter suits.
none_found = { echo "No Python 3.11, 3.12 or 3.13 among: $($(1))"; \
	echo "Install one, or name it: make $(MAKECMDGOALS) $(1)=/path/to/python3.11"; exit 1; }

# $(call environment,folder,interpreter,what to install): a new environment with the pinned versions.
define environment
@test -n "$(2)" || $(call none_found,PYTHON)
@echo "Making $(1) with $(2) (a few minutes the first time)"
@rm -rf $(1)
@$(2) -m venv $(1)
@$(1)/bin/$(INSTALL) "$(3)"
@touch $@
endef

INSTALL = python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable
BIN = .venv/bin

.PHONY: help run setup test lint format generated docs notebooks test-all mutants fuzz bench clean

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "make %-10s %s\n", $$1, $$2}'

run: .venv/package ## Make the environment, project the baseline, say where the report is
	@$(BIN)/docketsim run baseline --force

setup: .venv/everything ## Make the full environment, without running the tests
	@$(BIN)/python -m tests.browser

test: lint ## Make the full environment, lint, run the tests
	@$(BIN)/python -m tests.browser
	@$(BIN)/pytest --numprocesses auto --dist worksteal

lint: .venv/everything ## Check style, format, types and who imports whom
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: .venv/everything ## Put imports and layout in order
	@$(BIN)/ruff check --select I --fix
	@$(BIN)/ruff format

generated: .venv/everything ## Write the generated parts of docs/ and the schema of scenarios again
	@$(BIN)/python -m docs.generate_tables
	@$(BIN)/python -m docs.generate_dictionary
	@$(BIN)/docketsim schema > .schema.json && mv .schema.json scenarios/scenario.schema.json

docs: .venv/everything ## Build the documents as a site, with the network off
	@$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going --builder html docs build/docs
	@echo "Documents: build/docs/index.html"

notebooks: .venv/everything ## Open the notebooks in Jupyter
	@for one in notebooks/*.py; do \
		$(BIN)/jupytext --quiet --to ipynb --output build/notebooks/$$(basename $$one .py).ipynb $$one || exit 1; done
	@$(BIN)/jupyter lab build/notebooks

test-all: ## Test on the oldest and the newest Python found, the long tests too
	@versions="$(call ends,$(PYTHONS))"; test -n "$$versions" || $(call none_found,PYTHONS); \
	for version in $$versions; do \
		$(MAKE) --no-print-directory .venv-$$version/everything || exit 1; \
		.venv-$$version/bin/python -m tests.browser; \
		echo "Python $$version"; \
		.venv-$$version/bin/pytest --numprocesses auto --dist worksteal -m "long or not long" || exit 1; \
	done

mutants: .venv/everything ## Plant small faults in a copy and print the share that the tests notice (5 minutes)
	@$(BIN)/python -m tests.mutants.plant $(ROOMS)

fuzz: .venv/everything ## Give every reader wrong input, a million in all or INPUTS=N, and print what it did not refuse well
	@$(BIN)/python -m tests.fuzz.run $(or $(INPUTS),1000000)

bench: .venv/everything ## Measure the speed; PEERS=DIR runs the other libraries' scripts of that folder too
	@$(BIN)/python -m benchmarks $(if $(PEERS),--peers $(PEERS))

clean: ## Remove the environments and caches; results stay
	rm -rf .venv .venv-* .cache .pytest_cache .hypothesis .ruff_cache .import_linter_cache build dist

.venv/package: pyproject.toml constraints.txt
	$(call environment,.venv,$(call part,2,$(firstword $(call found,$(PYTHON)))),.)

.venv/everything: .venv/package
	@$(BIN)/$(INSTALL) ".[test]"
	@touch $@

.venv-%/everything: pyproject.toml constraints.txt
	$(call environment,.venv-$*,$(call part,2,$(firstword $(filter $*:%,$(call found,$(PYTHONS))))),.[test])
