# Functions for the scripts here: error messages, Python, the virtual environment, npm packages.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Ends with one clear line instead of a traceback.
die() {
  echo "videochat: $*" >&2
  exit 1
}

fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
  if [ -n "${PYTHON:-}" ]; then
    command -v "$PYTHON" >/dev/null || die "PYTHON=$PYTHON is not a program"
    fits "$PYTHON" || die "PYTHON=$PYTHON is not Python 3.11 or newer"
    return
  fi
  for PYTHON in python3 python3.14 python3.13 python3.12 python3.11 python; do
    if fits "$PYTHON"; then return; fi
  done
  die "Python 3.11 or newer is needed; if it has another name, use PYTHON=/path/to/python3 make ..."
}

# Debian has a separate package for venv.
make_venv() {
  find_python
  if ! "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then
    local package
    package="$("$PYTHON" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
      echo "Installing $package ..."
      apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y "$package" >/dev/null ||
        die "$package could not be installed, and Python needs it to create a virtual environment"
    else
      die "this Python cannot create a virtual environment; on Debian and Ubuntu: sudo apt-get install $package"
    fi
  fi
  "$PYTHON" -m venv --clear .venv || die "the virtual environment could not be created in .venv"
}

# install STAMP FILE...: installs the locked files with hash checks, unless the stamp matches.
install() {
  local stamp=".venv/$1" locked
  shift
  locked="$(cat "$@" | cksum)"
  # Recreate a virtual environment that was moved or whose Python is gone. A link's target counts.
  if ! { fits .venv/bin/python && head -3 .venv/bin/pip | grep -qF "$(cd .venv && pwd -P)/"; } 2>/dev/null; then make_venv; fi
  if [ "$(cat "$stamp" 2>/dev/null)" = "$locked" ]; then return; fi
  echo "Installing the locked dependencies ..."
  local files=()
  for file in "$@"; do files+=(-r "$file"); done
  if ! .venv/bin/python -m pip install --disable-pip-version-check --no-input --require-hashes "${files[@]}" \
    >.venv/pip.log 2>&1; then
    tail -n 15 .venv/pip.log >&2
    die "the dependencies could not be installed; see pip's output above"
  fi
  echo "$locked" >"$stamp"
}

# Installs the npm packages of package-lock.json, unless they are installed already.
node_modules() {
  local stamp=node_modules/.installed locked
  locked="$(cat package.json package-lock.json | cksum)"
  if [ "$(cat "$stamp" 2>/dev/null)" = "$locked" ]; then return; fi
  npm ci --no-audit --no-fund --loglevel=error && echo "$locked" >"$stamp"
}
