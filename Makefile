# Everything a developer types. `make help` lists it; the work itself lives in `flask …` commands.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
SHELL := /bin/bash
MAKEFLAGS += --no-print-directory --no-builtin-rules

BIN := .venv/bin
STATIC := app/web/static
INSTANCE := instance
SECRETS := $(INSTANCE)/secrets.env
FLASK := exec $(BIN)/flask
PYTHONS := $(wildcard app config tests migrations wsgi.py)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard app/web/translations/*/LC_MESSAGES/*.po))
DATA ?= ../shared/data
export PATH := $(PATH):$(lastword $(sort $(wildcard /usr/lib/postgresql/*/bin)))

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 22

# ---- set-up: each step runs only when what it is made from has changed

.PHONY: setup
setup: .venv/.installed $(SECRETS) $(STATIC)/dist/manifest.json $(CATALOGUES) ## install everything, build the front end

.venv/.installed: config/requirements/dev.txt
	@python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo 'Python 3.11 with venv is needed: apt-get install -y python3-venv'; exit 1; }
	python3 -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json
	@command -v npm >/dev/null || { echo 'Node.js 20 with npm is needed: see README.md'; exit 1; }
	npm ci --silent
	@touch $@

$(STATIC)/dist/manifest.json: $(STATIC)/build.mjs node_modules/.package-lock.json \
  $(shell find $(STATIC)/src $(STATIC)/js $(STATIC)/css -type f 2>/dev/null)
	node $<

%.mo: %.po .venv/.installed
	@$(BIN)/pybabel --quiet compile -i $< -o $@

.PHONY: pins
pins: .venv/.installed ## compile the Python pins again
	cd config/requirements && for name in base dev; do \
	  ../../$(BIN)/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras \
	    --no-annotate --no-header --no-emit-options --no-emit-index-url --no-emit-find-links \
	    --no-emit-trusted-host -o $$name.txt $$name.in || exit; done

# ---- the program

.PHONY: run
run: setup db $(INSTANCE)/.seeded ## serve the demo and print its address
	@$(FLASK) serve

.PHONY: db
db: .venv/.installed $(SECRETS) ## bring the database to the newest migration
	@$(FLASK) db upgrade

$(INSTANCE)/.seeded:
	@$(MAKE) seed
	@touch $@

.PHONY: seed
seed: db ## deploy the processes and fill in the demo data
	@( $(FLASK) process deploy )
	@( $(FLASK) seed )

.PHONY: reset
reset: ## delete the demo data (FORCE=1 asks nothing)
	@[ -n "$(FORCE)" ] || { read -rp 'Delete the database, the files and the secrets in $(INSTANCE)/? [y/N] ' a \
	  && [ "$$a" = y ]; } || { echo 'Nothing was deleted.'; exit 1; }
	@rm -rf $(INSTANCE)

.PHONY: doctor routes
doctor: setup ## check this installation
	@$(FLASK) doctor

routes: .venv/.installed $(SECRETS) ## list the routes
	@$(FLASK) routes

.PHONY: migration
migration: db ## write a migration from the tables' differences: make migration M="what changes"
	@[ -n "$(M)" ] || { echo 'Say what changes: make migration M="…"'; exit 1; }
	@$(FLASK) db revision --autogenerate -m "$(M)"

.PHONY: bench
bench: setup ## measure the numbers the design must hold
	@$(FLASK) bench

$(SECRETS): | .venv/.installed
	@mkdir -p $(@D) && umask 077 && $(BIN)/python -c 'import secrets; \
	  from cryptography.fernet import Fernet; \
	  print("SHAODAO_SECRET_KEY=" + secrets.token_urlsafe(32)); \
	  print("SHAODAO_PARTY_KEY=" + Fernet.generate_key().decode()); \
	  print("SHAODAO_DEMO=1\nSHAODAO_DEMO_PASSWORD=" + secrets.token_urlsafe(9)); \
	  print("SHAODAO_SECURE_COOKIES=0")' > $@

# ---- checks

.PHONY: check
check: lint types imports test ## everything a change must pass

.PHONY: lint types imports fix
lint: .venv/.installed ## style
	@$(BIN)/ruff format --check --quiet $(PYTHONS) || { echo 'Format it: make fix'; exit 1; }
	@$(BIN)/ruff check --quiet $(PYTHONS)

types: .venv/.installed ## types
	@$(BIN)/mypy --no-error-summary

imports: .venv/.installed ## who may import whom
	@$(BIN)/lint-imports

fix: .venv/.installed ## format, and mend what can be mended
	@$(BIN)/ruff check --quiet --fix $(PYTHONS); $(BIN)/ruff format --quiet $(PYTHONS)

# A group of tests is a few folders and has a budget in seconds on two free cores; the leash is longer.
TWO := -n 2 --dist loadfile
PYTEST = started=$$SECONDS; $(BIN)/pytest --session-timeout=1500 $(2) || exit; \
  echo "$@: $$((SECONDS - started)) s, budget $(1) s"
HTTP := tests/flows tests/web tests/api
APART := $(HTTP) tests/meta tests/browser tests/crash tests/conformance

.PHONY: test meta unit flows browser crash
test: setup tools meta unit flows browser crash ## every test, on SQLite and PostgreSQL, and in the browser

meta: setup tools ## tests about the project itself
	@$(call PYTEST,30,$(TWO) tests/meta)

unit: setup tools ## tests of one part
	@$(call PYTEST,200,$(TWO) tests $(addprefix --ignore=,$(APART)))

flows: setup tools ## tests through HTTP and the database
	@$(call PYTEST,200,$(TWO) $(HTTP))

browser: setup tools ## tests in Chromium
	@$(call PYTEST,360,$(TWO) --timeout=600 --session-timeout=1800 tests/browser)

crash: setup tools ## kill -9, races
	@$(call PYTEST,240,$(TWO) --timeout=300 tests/crash)

.PHONY: tools
tools:
	@command -v initdb >/dev/null && command -v pg_ctl >/dev/null && command -v chromium >/dev/null \
	  && /sbin/ldconfig -p | grep -c -e libpango-1.0.so.0 -e libpangoft2-1.0.so.0 -e libharfbuzz-subset.so.0 | grep -q 3 \
	  || { echo 'The tests need: apt-get install -y postgresql chromium fonts-noto-cjk \
	    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0'; exit 1; }

.PHONY: cover
cover: setup tools ## which lines and branches no test reaches
	@$(BIN)/coverage erase
	@$(BIN)/pytest $(TWO) --cov --cov-report= tests --ignore=tests/browser --ignore=tests/crash
	@$(BIN)/coverage report
	@$(BIN)/coverage report --fail-under=100 --include='app/engine/*,app/runtime/*,app/sla/*'

.PHONY: conformance
conformance: setup ## outside test material: make conformance DATA=folder
	@if [ -d "$(DATA)" ]; then DATA="$(abspath $(DATA))" $(BIN)/pytest $(TWO) tests/conformance; \
	  else echo 'conformance: NOT RUN (no folder $(DATA))'; fi
