# Everything a newcomer needs: `make demo` to try the bot, `make test` to test it.
# Both set up a virtual environment in .venv with the locked dependencies first.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo chat test lint fix bench soak fuzz audit tune eval lock clean

demo: .venv/demo
	$(BIN)/python -m bot demo

chat: .venv/demo
	$(BIN)/python -m bot chat

test: .venv/dev
	$(BIN)/python -m pytest

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m bot check

fix: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

eval: .venv/dev
	$(BIN)/python -m bot eval

bench: .venv/dev
	$(BIN)/python tests/benchmarks/retrieval.py --limit 300
	$(BIN)/python tests/benchmarks/scale.py --short
	$(BIN)/python tests/benchmarks/throughput.py

# Other random input each time, for about a minute; the tests use a little of it, always the same.
fuzz: .venv/dev
	$(BIN)/python -m pytest tests/fuzz --hypothesis-profile=fuzz

# Needs the database of known holes: where it cannot be asked, that is an error, and not "none found".
audit: .venv/dev
	$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements.txt

soak: .venv/dev
	$(BIN)/python tests/benchmarks/soak.py

tune: .venv/dev
	$(BIN)/python tests/evaluation/tune.py

lock:
	uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
		--extra postgres pyproject.toml -o requirements.txt
	uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
		--extra postgres --group dev --group bench pyproject.toml -o requirements-dev.txt

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/demo: requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed; name one: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

.venv/dev: requirements-dev.txt .venv/demo
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@
