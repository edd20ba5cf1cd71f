#!/usr/bin/env bash
# Makes the project's own environment and installs what is locked, again only when a lock has changed.
# usage: tools/setup.sh app|tests
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:?app or tests}

say() { printf '%s\n' "$*" >&2; }

debian() { # debian PACKAGE...: install when we may, otherwise name what is missing in one sentence
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "Installing Debian packages: $*"
    [ -n "${lists_fresh:-}" ] || apt-get update -qq >&2
    lists_fresh=yes
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
  else
    say "Missing on this machine: $*. Install it (on Debian: sudo apt-get install $*) and run the same command again."
    exit 1
  fi
}

find_python() {
  local candidate
  for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  say "Løft needs Python 3.11 or newer, and none was found. Install it (on Debian 12: apt-get install python3 python3-venv), or name one: make run PYTHON=/path/to/python3"
  exit 1
}

make_environment() {
  if [ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' 2>/dev/null; then return; fi
  local python
  command -v "${PYTHON:-python3}" >/dev/null || debian python3 python3-venv
  python=$(find_python)
  "$python" -c 'import ensurepip, venv' 2>/dev/null || debian python3-venv
  say "Making .venv with $("$python" --version)"
  "$python" -m venv --clear .venv
}

installed() { # installed LOCK: is exactly this lock what .venv holds?
  [ -f ".venv/installed-$1" ] && [ "$(cat ".venv/installed-$1")" = "$(sha256sum <"$1")" ]
}

install() { # install LOCK
  say "Installing $1 (the first time takes a minute)"
  .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes --no-deps -r "$1"
  rm -f .venv/installed-*
  sha256sum <"$1" >".venv/installed-$1"
}

install_page_checkers() {
  local stamp=tests/tools/node_modules/.installed
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(sha256sum <tests/tools/package-lock.json)" ]; then return; fi
  say "Installing the HTML and accessibility checkers"
  npm ci --prefix tests/tools --ignore-scripts --no-audit --no-fund --silent >/dev/null
  sha256sum <tests/tools/package-lock.json >"$stamp"
}

make_environment
missing=()
compgen -G '/usr/lib/*/libpangoft2-1.0.so.0' >/dev/null || missing+=(libpango-1.0-0 libpangoft2-1.0-0) # WeasyPrint lays out PDF with it
case $what in
  app)
    [ ${#missing[@]} = 0 ] || debian "${missing[@]}"
    # The tests' lock holds the whole of the app's, at the same versions (tests/house/test_locks.py).
    installed requirements-dev.txt || installed requirements.txt || install requirements.txt
    ;;
  tests)
    installed requirements-dev.txt || install requirements-dev.txt & # beside Debian's packages below
    libraries=$!
    command -v chromium >/dev/null || missing+=(chromium)
    compgen -G '/usr/lib/*/libatomic.so.1' >/dev/null || missing+=(libatomic1) # Playwright's driver loads it
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
    command -v java >/dev/null || missing+=(default-jre-headless)
    command -v npm >/dev/null || missing+=(nodejs npm)
    [ ${#missing[@]} = 0 ] || debian "${missing[@]}"
    install_page_checkers
    wait "$libraries"
    ;;
  *)
    say "usage: tools/setup.sh app|tests"
    exit 2
    ;;
esac
[ ! -f tools/translations.py ] || .venv/bin/python tools/translations.py
