# The commands of this project; each one is a short script in tools/. `make` alone lists them.
PORT ?= 8000
export PORT PYTHON MINUTES SOCKETS SEED CHURN
MAKEFLAGS += --no-print-directory

.PHONY: help run test format lint js checks unit browser bench soak screenshots lock clean

help:
	@echo "make run      serve on http://localhost:$(PORT) with demo accounts (PORT=... changes the port)"
	@echo "make test     install what the tests need, and run all checks and tests"
	@echo "make format   ruff and Biome put the code into shape"
	@echo "make lint     ruff, mypy, import-linter"
	@echo "make js       types, lint and unit tests of the page's modules"
	@echo "make checks   migrations and Django's deployment checks"
	@echo "make unit     the Python tests that need no browser"
	@echo "make browser  the tests with real browsers"
	@echo "make bench    measure the relay"
	@echo "make screenshots  pictures of every state of the call page, in var/screenshots"
	@echo "make soak     calls at random while services fail (MINUTES=3 SOCKETS=1000; SEED=... repeats, CHURN=1 looks at memory)"
	@echo "make lock     compile requirements*.in to requirements*.txt"
	@echo "make clean    remove what the other commands have made, the development database too"

run:
	@tools/run

test:
	@tools/check lint js checks tests

lint js checks unit browser:
	@tools/check $@

format:
	@tools/format

bench:
	@tools/bench

soak:
	@tools/soak

screenshots:
	@tools/screenshots

lock:
	@tools/lock

clean:
	rm -rf .venv node_modules var staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
