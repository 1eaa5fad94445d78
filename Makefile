# Everything a developer does, by name. `make help` lists it. VENV and PYTHON may be set on the command line.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PEERS := $(VENV)-peers
WORKERS ?= auto
CALLS ?= 100000
SEED ?= 1
PROCESSES ?= 1
ONE_THREAD := ATC_NUM_THREADS=1 NUMBA_NUM_THREADS=1 POLARS_MAX_THREADS=1 OMP_NUM_THREADS=1
STAMPS := $(VENV)/.stamps
DISTRIBUTIONS := atc_core atc_trading python_backend numba_backend
CARGO := cargo --locked
# Without the notice that MkDocs 2 will be another program.
MKDOCS := NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs
RUST_SOURCES := $(shell find rust_backend -path rust_backend/target -prune -o -type f -name '*.rs' -print \
    -o -name 'Cargo.*' -print -o -path '*/python/*.py*' -print)

.DEFAULT_GOAL := help
.PHONY: $(shell sed -n 's/^\([a-z0-9-]*\):.*##.*/\1/p' $(firstword $(MAKEFILE_LIST)))

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-18s %s\n", $$1, $$2}'

$(STAMPS)/venv:
	$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	@mkdir -p $(STAMPS) && touch $@

# Shows what a long command is at: cargo says nothing inside a crate, pip nothing inside a wheel.
clock = @begin=$$(date +%s); \
    (while sleep 5 >/dev/null 2>&1; do echo "    $(1): $$(( $$(date +%s) - begin )) s, of about $(2)"; done) & \
    clock=$$!; trap "kill $$clock" EXIT; $(3)

# The Python distributions and every tool, in one resolution; again only when a pyproject.toml changed.
$(STAMPS)/python: $(STAMPS)/venv pyproject.toml $(filter-out rust_backend/%,$(wildcard */pyproject.toml))
	@echo "1 of 2: libraries, tools and the Python distributions into $(VENV)"
	$(call clock,libraries,1 min,$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off \
	    --group test --group demo --group lint --group build \
	    $(DISTRIBUTIONS:%=--editable ./%) --editable './backends[all]')
	@$(BIN)/python -m compileall -q atc_core/src atc_trading/src python_backend/src numba_backend/src backends/src
	@touch $@

$(STAMPS)/install: $(STAMPS)/python $(RUST_SOURCES)
	@echo "2 of 2: the Rust extension"
	$(call clock,Rust,2 min,cd rust_backend && VIRTUAL_ENV=$(abspath $(VENV)) $(abspath $(BIN))/maturin develop --release)
	@touch $@

install: $(STAMPS)/install ## create .venv, build and install everything: about 3 min on 2 cores

demo: install ## tune this machine, then run all kernels on S&P 500 data: about 4 min with the build
	$(BIN)/atc-tune --quick
	$(BIN)/python examples/sp500.py

test: rust-test python-test ## run the whole test suite, Rust's too

python-test: install ## run the tests of Python alone
	$(BIN)/python -m pytest --numprocesses=$(WORKERS) --dist=worksteal

check: static python-test instructions ## what CI runs: lint, types, Rust, documentation, all tests, instruction counts

# Two at a time: mypy takes 50 s on one core, and builds of Rust wait for single crates.
static: $(STAMPS)/python ## everything of check but the tests of Python and the instruction counts
	$(MAKE) --jobs=2 install types rust-lint lint docs-check rust-test

wheels: $(STAMPS)/wheels ## build sources and wheels of everything into dist/ and check them: about 6 min on 2 cores
	$(BIN)/python release/build.py
	$(BIN)/python release/check.py

wheels-test: ## install dist/ into an empty environment without Rust, time the first result, run the demo
	$(PYTHON) release/first_result.py --demo

version: ## print the version; make version VERSION=0.2.0 changes it everywhere
	@$(PYTHON) release/version.py $(VERSION)

$(STAMPS)/wheels: $(STAMPS)/python pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group wheels
	@touch $@

format: install ## format Python and Rust
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	cd rust_backend && cargo fmt --all

docs: $(STAMPS)/docs ## write what follows from the declarations into the documentation, then build the site in site/
	$(BIN)/python docs/generate.py
	$(BIN)/python -m atc_core.c_abi rust_backend/python/atc_rust/atc_kernels.h
	$(MKDOCS) build --strict

docs-serve: $(STAMPS)/docs ## show the site at http://127.0.0.1:8000, anew with every change
	$(MKDOCS) serve --dev-addr 127.0.0.1:8000

$(STAMPS)/docs: $(STAMPS)/install pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group docs
	@touch $@

lint: $(STAMPS)/python ## check style and workflows without changing anything
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/zizmor --offline --quiet .github
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml

# The tests build the site, strictly.
docs-check: $(STAMPS)/docs
	$(BIN)/python docs/generate.py --check

types: $(STAMPS)/python ## check types strictly
	$(BIN)/mypy

rust-lint: ## format and clippy, warnings are errors
	cd rust_backend && cargo fmt --all --check && $(CARGO) clippy --workspace --all-targets -- -D warnings -D clippy::undocumented_unsafe_blocks

rust-test: ## the pure Rust crate's own tests
	cd rust_backend && $(CARGO) test --release --package atc-kernels

instructions: install ## fail where a Rust kernel executes over 10 % more instructions than accepted
	$(BIN)/python benchmarks/instructions.py

instructions-accept: install ## accept the instructions that the Rust kernels execute now
	$(BIN)/python benchmarks/instructions.py --accept

bench: install ## every kernel x backend x size, saved and compared with the last commit
	$(BIN)/python -m pytest benchmarks/test_kernels.py --benchmark-autosave --benchmark-columns=median,iqr,ops,rounds \
	    $$($(BIN)/python benchmarks/last_commit.py)

bench-loops: install ## every backend against the ordinary Numba loops
	$(BIN)/python benchmarks/against_loops.py

bench-peers: install $(PEERS)/installed ## the Rust backend beside every other library that installs
	$(ONE_THREAD) $(PEERS)/bin/python benchmarks/peers.py

bench-readme: install $(PEERS)/installed ## the same, written into the README
	PYTHONPATH=docs $(ONE_THREAD) $(PEERS)/bin/python benchmarks/peers.py --readme

$(PEERS)/installed: pyproject.toml benchmarks/install_peers.py | $(STAMPS)/install
	@echo "installing the libraries to compare with into $(PEERS)"
	@$(BIN)/python benchmarks/install_peers.py $(PEERS)
	@touch $@

bench-overhead: install ## what a call through the handle costs at 32 bars
	$(BIN)/python benchmarks/call_overhead.py

bench-labelled: install ## what labels add to a call
	$(BIN)/python benchmarks/labelled.py

bench-indicators: install ## the technical indicators beside TA-Lib, tulipy and tulip_rs where they are installed
	$(ONE_THREAD) $(BIN)/python benchmarks/indicators.py

bench-rolling: install ## rolling statistics beside pandas, Bottleneck, Polars, NumPy, SciPy and ordinary loops
	$(ONE_THREAD) $(BIN)/python benchmarks/rolling.py

bench-decimals: install ## exact decimals beside float64 and the decimals of Polars
	$(ONE_THREAD) $(BIN)/python benchmarks/decimals.py

bench-detectors: install $(PEERS)/installed ## detectors and clusters beside scikit-learn, NumPy, pandas, river and loops
	$(ONE_THREAD) $(PEERS)/bin/python benchmarks/detectors.py
	$(PEERS)/bin/python benchmarks/detectors.py
	$(ONE_THREAD) $(PEERS)/bin/python benchmarks/detectors.py --memory

bench-backtest: install $(PEERS)/installed ## backtests, metrics and resampling beside loops, NumPy, pandas, Polars, vectorbt, backtesting.py
	$(PEERS)/bin/python benchmarks/backtest.py

bench-order-book: install $(PEERS)/installed ## order books and liquidity beside loops, NumPy, pandas and hftbacktest
	$(PEERS)/bin/python benchmarks/order_book.py

bench-execution: install $(PEERS)/installed ## orders, targets and ledgers beside Numba loops, vectorbt and backtesting.py
	$(PEERS)/bin/python benchmarks/execution.py

bench-groups: install ## .atc over 200 symbols in one frame, beside pandas, Polars and polars-talib
	$(BIN)/python benchmarks/groups.py

bench-memory: install ## what each kernel allocates beyond its result
	$(BIN)/python benchmarks/memory.py

bench-edges: install ## what NaN, infinities and long windows cost, beside clean short ones
	$(BIN)/python benchmarks/edge_costs.py

bench-atc: install ## adaptive trend classification: one thread, both, beside the Numba composition, memory
	$(BIN)/python benchmarks/classification.py

agreement: install ## 1000 series on every backend, Python's too
	$(BIN)/python benchmarks/agreement.py

agreement-engines: install $(PEERS)/installed ## how many runs backtesting.py, vectorbt and hftbacktest agree on with ours
	$(PEERS)/bin/python benchmarks/engine_agreement.py

random-calls: install ## CALLS=100000 random calls come to the same on every backend, those kept in docs/figures left out: 10 min
	$(BIN)/python benchmarks/random_calls.py --calls $(CALLS) --seed $(SEED) --workers $(PROCESSES) --keep

conformance: install ## run atc-conformance on every backend that is installed
	$(BIN)/python benchmarks/conformance.py

leaks: install ## ten million calls of every kind leave the memory as it was: about 8 min
	$(BIN)/python benchmarks/leaks.py --keep

sanitize: install ## Rust tests and the extension under AddressSanitizer, Numba's loops with checked indices
	$(BIN)/python benchmarks/sanitize.py

coverage: $(STAMPS)/figures ## lines and branches that the tests execute, Python's and Rust's
	$(BIN)/python benchmarks/covered.py --numprocesses=$(WORKERS) --dist=worksteal

mutants: $(STAMPS)/figures ## small faults put into decisions, and how many of them the tests notice
	$(BIN)/python benchmarks/mutants.py

$(STAMPS)/figures: $(STAMPS)/install pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group figures
	@touch $@

bench-streams: install ## what an update costs, and how far it is from the batch
	$(BIN)/python benchmarks/streaming.py

bench-float32: install ## float32 beside float64
	$(BIN)/python benchmarks/float32.py

bench-tables: install ## tables of many series beside memcpy, on one thread and on two
	$(BIN)/python benchmarks/tables.py

report: install ## write report.html: what was measured on this machine
	$(BIN)/atc-tune report

bench-quick: install ## how long a cold `atc-tune --quick` takes, and how evenly its bar moves
	$(BIN)/python benchmarks/quick.py

bench-at-use: install ## what ATC_TUNE=auto costs at any moment, beside the same loops without it
	$(BIN)/python benchmarks/at_use.py

regret: install ## what the choices cost at sizes that were not measured, beside fixed policies
	$(BIN)/python benchmarks/regret.py

stability: install ## tune again and again, idle and busy, and count changed verdicts
	$(BIN)/python benchmarks/stability.py

sensitivity: install ## find a fake difference of 5 % on a busy core
	$(BIN)/python benchmarks/fake_backend.py

damage: install ## damage, kill and crowd the profile file
	PYTHONPATH=tests $(BIN)/python benchmarks/profile_damage.py

default-profile: install ## measure this machine and ship it as the default cost model
	$(BIN)/atc-tune && $(BIN)/atc-tune export-default atc_core/src/atc_core/default_profile.json

clean: ## remove the environment and everything that was built
	rm -rf $(VENV) $(PEERS) rust_backend/target .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks examples/output site dist
