# What the scripts here share: words, a Python, a virtual environment. It knows nothing of what is run in it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# One clear line, and the end: no traceback helps whoever reads it.
die() {
  echo "videochat: $*" >&2
  exit 1
}

fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
  if [ -n "${PYTHON:-}" ]; then
    command -v "$PYTHON" >/dev/null || die "PYTHON=$PYTHON is no program"
    fits "$PYTHON" || die "PYTHON=$PYTHON is not Python 3.11 or newer"
    return
  fi
  for PYTHON in python3 python3.14 python3.13 python3.12 python3.11 python; do
    if fits "$PYTHON"; then return; fi
  done
  die "Python 3.11 or newer is needed; where it has another name: PYTHON=/path/to/python3 make ..."
}

# Debian keeps venv in a package of its own.
make_venv() {
  find_python
  if ! "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then
    local package
    package="$("$PYTHON" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
      echo "Installing $package ..."
      apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y "$package" >/dev/null ||
        die "$package could not be installed, and without it Python makes no virtual environment"
    else
      die "this Python makes no virtual environment; on Debian and Ubuntu: sudo apt-get install $package"
    fi
  fi
  "$PYTHON" -m venv --clear .venv || die "the virtual environment could not be made in .venv"
}

# install STAMP FILE...: what the locked files name, hashes checked; nothing where the stamp says it is there already.
install() {
  local stamp=".venv/$1" locked
  shift
  locked="$(cat "$@" | cksum)"
  # A virtual environment that was moved, or whose Python is gone, is made anew.
  # One that is linked here stands where the link leads.
  if ! { fits .venv/bin/python && head -3 .venv/bin/pip | grep -qF "$(cd .venv && pwd -P)/"; } 2>/dev/null; then make_venv; fi
  if [ "$(cat "$stamp" 2>/dev/null)" = "$locked" ]; then return; fi
  echo "Installing the locked dependencies ..."
  local files=()
  for file in "$@"; do files+=(-r "$file"); done
  if ! .venv/bin/python -m pip install --disable-pip-version-check --no-input --require-hashes "${files[@]}" \
    >.venv/pip.log 2>&1; then
    tail -n 15 .venv/pip.log >&2
    die "the dependencies could not be installed; pip says why above"
  fi
  echo "$locked" >"$stamp"
}

# The page's tools, in the versions of package-lock.json; nothing where they are there already.
node_modules() {
  local stamp=node_modules/.installed locked
  locked="$(cat package.json package-lock.json | cksum)"
  if [ "$(cat "$stamp" 2>/dev/null)" = "$locked" ]; then return; fi
  npm ci --no-audit --no-fund --loglevel=error && echo "$locked" >"$stamp"
}
