# `make demo` shows it working, `make test` runs the whole suite; both set themselves up.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: demo test lint bench soak soak-real fuzz table lock clean

$(VENV)/.installed: pyproject.toml requirements-dev.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

demo: $(VENV)/.installed
	$(BIN)/slotwatch demo

test: lint
	$(BIN)/pytest

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed
	$(BIN)/python tests/bench/bench.py
	$(BIN)/python tests/bench/bench_readers.py
	$(BIN)/python tests/bench/bench_load.py
	$(BIN)/python tests/bench/bench_pace.py
	$(BIN)/python tests/bench/bench_dossier.py

# Half a year under every fault, in virtual time; a find prints what was lost.
soak: $(VENV)/.installed
	$(BIN)/python tests/soak/virtual.py

# The real program, killed every twenty seconds: `make soak-real MINUTES=10`.
soak-real: $(VENV)/.installed
	$(BIN)/python tests/soak/real.py $${MINUTES:-10}

# Ten thousand damaged pages, others each time; a find prints the seed that brings it back.
fuzz: $(VENV)/.installed
	FUZZ_PAGES=10000 FUZZ_SEED=$${FUZZ_SEED:-$$(date +%s)} $(BIN)/pytest tests/providers/test_fuzz.py

# The table of booking systems in the README.
table: $(VENV)/.installed
	$(BIN)/python tests/support/systems_table.py

# Pins every package, with hashes and without any index's address.
lock:
	$(PYTHON) -m venv $(VENV)-uv
	$(VENV)-uv/bin/pip install --quiet uv
	$(VENV)-uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.txt
	$(VENV)-uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra dev pyproject.toml -o requirements-dev.txt

clean:
	rm -rf $(VENV) $(VENV)-uv dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
