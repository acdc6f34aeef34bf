# Naru: set up, show, test, check. On Debian nothing but Python 3.11, git, make and apt has to be there.
# Every set-up step leaves a stamp in .venv: a second run is quick, and a changed lock installs again.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := help

PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3.11)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check --no-input

# Debian packages the tests need beside Python, by name, separated by spaces. strace: tests/faults strikes single system
# calls with it; where it may not be tied to a process those tests are skipped and say so. chromium and fonts-noto-cjk: the
# pages are looked at in a browser; where it cannot be started those tests are skipped and say so.
TEST_DEBIAN := chromium fonts-noto-cjk strace

# What the lab makes its disks with; reading them takes root and loop devices, and it says so where they are missing.
LAB_DEBIAN := btrfs-progs e2fsprogs mount strace util-linux xfsprogs

# Tests run on every core up to four: each worker pays the start-up of Python once, the long tests share it.
# For one at a time, in order: make test PYTEST_ARGS=
PYTEST_ARGS ?= --numprocesses=auto --maxprocesses=4

# `make lock UPGRADE=--upgrade` takes the newest versions; without it a pin moves only when pyproject.toml asks.
UPGRADE ?=
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --only-binary :all: \
	--emit-build-options --custom-compile-command "make lock" $(UPGRADE)

# $(call debian,NAMES): install the Debian packages that are missing, as root or through sudo.
define debian
missing=""; \
for name in $(1); do \
  dpkg-query --show --showformat='$${db:Status-Status}' "$$name" 2>/dev/null | grep -qx installed || missing+=" $$name"; \
done; \
if [ -n "$$missing" ]; then \
  command -v apt-get >/dev/null || { echo "Please install$$missing, then run make again." >&2; exit 1; }; \
  echo "Installing$$missing"; \
  as_root=(); [ "$$(id -u)" -eq 0 ] || as_root=(sudo); \
  "$${as_root[@]}" apt-get update -qq; \
  "$${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -qq --yes --no-install-recommends $$missing >/dev/null; \
fi
endef

# $(call install,LOCK): exactly the locked wheels, then Naru itself from this folder; nothing is resolved or built apart.
define install
echo "Installing $(1)"; \
$(PIP) install --require-hashes --requirement $(1); \
$(PIP) install --no-index --no-deps --no-build-isolation --editable .
endef

.PHONY: help demo test check bench lab shots docs dist lock clean

help:
	@echo "make demo    set up, then walk through a desk with invented people"
	@echo "make test    set up, then run every test"
	@echo "make check   form, types, walls between rooms, texts, generated pages"
	@echo "make bench   measure speed            make lab    run the experiments"
	@echo "make shots   pictures of every screen, in shots/"
	@echo "make docs    write the generated pages anew"
	@echo "make dist    wheel and source archive of the last commit, each tried out without a network"
	@echo "make lock    work out the locked versions anew (UPGRADE=--upgrade for the newest)"
	@echo "make clean   remove the set-up and every cache"

demo: $(VENV)/run.stamp
	@$(BIN)/naru demo

test: $(VENV)/test.stamp
	@$(call debian,$(TEST_DEBIAN))
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

check: $(VENV)/test.stamp
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy --strict src
	@$(BIN)/mypy --strict --no-warn-unreachable --platform win32 src
	@$(BIN)/mypy --strict --no-warn-unreachable --platform darwin src
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python tools/catalogues.py
	@$(BIN)/python tools/docs.py --check

bench: $(VENV)/test.stamp
	@$(BIN)/python -m bench.run
	@$(BIN)/python -m bench.vault

lab: $(VENV)/lab.stamp
	@$(call debian,$(LAB_DEBIAN))
	@$(BIN)/python -m lab.run

shots: $(VENV)/test.stamp
	@$(call debian,$(TEST_DEBIAN))
	@$(BIN)/python -m testkit.shots $(SHOTS)

docs: $(VENV)/run.stamp
	@$(BIN)/python tools/docs.py
	@$(BIN)/python tools/docs_pages.py

dist: $(VENV)/run.stamp $(VENV)/wheels.stamp
	@$(BIN)/python tools/make_dist.py $(VENV)/wheels

lock: $(BIN)/pip
	@[ -x $(BIN)/uv ] || $(PIP) install 'uv>=0.13'
	@$(LOCK) pyproject.toml --group build --output-file requirements/run.txt
	@$(LOCK) pyproject.toml --group test --constraint requirements/run.txt --output-file requirements/test.txt
	@$(LOCK) pyproject.toml --group lab --constraint requirements/test.txt --output-file requirements/lab.txt

clean:
	@rm -rf $(VENV) .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Naru needs Python 3.11 or newer: make PYTHON=... names another one." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { $(call debian,$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')); }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(BIN)/pip
	@$(call install,$<)
	@touch $@

$(VENV)/lab.stamp: requirements/lab.txt pyproject.toml | $(BIN)/pip
	@$(call install,$<)
	@touch $@

$(VENV)/test.stamp: requirements/test.txt pyproject.toml | $(BIN)/pip
	@$(call install,$<)
	@touch $@

# The locked wheels once more, as files: what `make dist` installs from.
$(VENV)/wheels.stamp: requirements/run.txt | $(BIN)/pip
	@rm -rf $(VENV)/wheels
	@$(PIP) download --require-hashes --requirement $< --dest $(VENV)/wheels
	@touch $@
