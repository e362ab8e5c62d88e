# Each command is a short script in tools/. `make` alone lists the commands.
PORT ?= 8000
export PORT LAN ACCOUNTS PYTHON MINUTES SOCKETS SEED CHURN PAGES PAGES_SECONDS ROUNDS VISITS CONDITIONS SUBJECTS SECONDS_EACH RECOVERY_SECONDS WAY PRODUCT_ROOT PARTS
MAKEFLAGS += --no-print-directory

.PHONY: help run test test-all format messages lint js checks unit browser bench bench-media bench-memory bench-connect bench-codecs bench-directory soak screenshots turn-check lock clean

help:
	@echo "make run          serve on http://localhost:$(PORT) with demo accounts (PORT=... changes the port)"
	@echo "make run LAN=1    the same by https for all devices in the network, to try it on two of them"
	@echo "make test         install what the tests need, and run all checks and tests"
	@echo "make test-all     the same, then the second tier: long tests of networks, deployment, faults and random input"
	@echo "make format       format the code with ruff and Biome"
	@echo "make messages     update and compile the catalogues of translations (locale/README.md)"
	@echo "make lint         check the Python code: ruff, mypy, import-linter"
	@echo "make js           check the pages' modules and stylesheets: types, lint, unit tests"
	@echo "make checks       check migrations and deployment settings"
	@echo "make unit         run the Python tests that need no browser"
	@echo "make browser      run the tests with real browsers"
	@echo "make bench        measure the signalling, then page loads and calls in browsers (PAGES=500 PAGES_SECONDS=8 ROUNDS=3 VISITS=5)"
	@echo "make bench-media  measure a call on bad lines (CONDITIONS=... SUBJECTS=... SECONDS_EACH=...: bench/media/README.md)"
	@echo "make bench-memory measure what the pages of a long call keep in memory (MINUTES=60 EVERY=1)"
	@echo "make bench-connect measure how fast a call connects (ROUND_TRIPS=... CALLS=...: bench/connect/README.md)"
	@echo "make bench-codecs measure the video codecs (PARTS=camera or PARTS=screen runs one part)"
	@echo "make bench-directory measure the list of people among many accounts (ACCOUNTS=100000)"
	@echo "make screenshots  take pictures of every page in every state, in English and Chinese, in var/screenshots"
	@echo "make soak         place random calls while services fail (MINUTES=3 SOCKETS=1000 SEED=...; CHURN=1 measures memory)"
	@echo "make turn-check   try the STUN and TURN servers of the environment: STUN_URLS, TURN_URLS, TURN_SECRET"
	@echo "make lock         compile requirements*.in to requirements*.txt"
	@echo "make clean        remove everything that the other commands made, including the development database"

run:
	@tools/run

test:
	@tools/check lint js checks tests

test-all:
	@tools/check lint js checks tests tier2

lint js checks unit browser:
	@tools/check $@

format:
	@tools/format

messages:
	@tools/messages

bench:
	@tools/bench

bench-media:
	@tools/bench_media

bench-memory:
	@tools/bench_memory

bench-connect:
	@tools/bench_connect

bench-codecs:
	@tools/bench_codecs

bench-directory:
	@tools/bench_directory

soak:
	@tools/soak

screenshots:
	@tools/screenshots

turn-check:
	@tools/turn_check

lock:
	@tools/lock

clean:
	rm -rf .venv node_modules var staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
