# Sourced by run, test and scripts/check-installs: a .venv beside them, filled from a lock.
# POSIX sh; the caller has set `root`, the folder of the checkout.

venv=$root/.venv

# There while packages are being installed, with the process id of who does it. Left behind by an
# interruption, it says that nothing in .venv can be relied on.
unfinished=$venv/unfinished

say() { printf 'backroutine: %s\n' "$*" >&2; }

die() {
  say "$@"
  exit 1
}

# Is there a Python behind this name? A name alone proves nothing: pyenv has shims that only complain.
is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

# Debian leaves ensurepip out of its python3; without it a venv has no pip.
can_make_venvs() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])'; }

# Sets `python`, or ends the script with what is missing.
find_python() {
  without_pip=
  for candidate in ${PYTHON:+"$PYTHON"} python3.13 python3.12 python3.11 python3 python; do
    if is_new_enough "$candidate"; then
      if can_make_venvs "$candidate"; then
        python=$candidate
        return
      fi
      without_pip=${without_pip:-$candidate}
    fi
    [ "$candidate" != "${PYTHON:-}" ] || break # A chosen Python is not swapped for another.
  done
  if [ -n "$without_pip" ]; then
    version=$(version_of "$without_pip")
    die "Python $version: cannot make environments; install python3-venv (Debian, Ubuntu: apt install python$version-venv)"
  fi
  [ -z "${PYTHON:-}" ] || die "PYTHON=$PYTHON: is no Python 3.11 or newer; unset PYTHON or name another"
  die "no Python 3.11 or newer was found on PATH; install one, or name it with PYTHON=/path/to/python3"
}

# What .venv must have been made from, to the letter. The folder is part of it: a .venv cannot be moved.
recipe() {
  printf '%s\n' "$root"
  cat "$root/$1" "$root/pyproject.toml"
}

is_ready() {
  [ ! -e "$unfinished" ] && [ "$(recipe "$1")" = "$(cat "$venv/made-from-$1" 2>/dev/null)" ] &&
    "$venv/bin/python" -I -c 'import backroutine' 2>/dev/null
}

is_usable() {
  [ ! -e "$unfinished" ] && is_new_enough "$venv/bin/python" &&
    "$venv/bin/python" -I -m pip --version >/dev/null 2>&1
}

# A Python that was asked for by name gets a .venv of its own version.
is_wanted_version() {
  [ -z "${PYTHON:-}" ] || [ "$(version_of "$venv/bin/python" 2>&1)" = "$(version_of "$PYTHON" 2>&1)" ]
}

# Runs quietly; when it fails, the last lines of what it said and `$1` go to stderr, and the script ends.
quietly() {
  trouble=$1
  shift
  if ! said=$("$@" 2>&1); then
    printf '%s\n' "$said" | tail -n 15 >&2
    die "$trouble"
  fi
}

pip_install() {
  quietly "pip: could not install (its last words are above); check the network and try again" \
    "$venv/bin/python" -I -m pip --disable-pip-version-check install --quiet "$@"
}

# Two at once would install into each other's half-made environment.
wait_for_nobody() {
  owner=$(cat "$unfinished" 2>/dev/null) || return 0
  if [ -n "$owner" ] && kill -0 "$owner" 2>/dev/null; then
    die "$venv: is being filled by process $owner; wait for it, then try again"
  fi
}

# Makes .venv hold what the lock `$1` names, and the project itself, editable.
prepare() {
  lock=$1
  if is_wanted_version && is_ready "$lock"; then
    return
  fi
  wait_for_nobody
  if ! { is_usable && is_wanted_version; }; then
    find_python
    say "making .venv with Python $(version_of "$python") ..."
    quietly "$venv: could not be made (the last words are above)" "$python" -m venv --clear "$venv"
  fi
  say "installing from $lock ..."
  printf '%s\n' "$$" >"$unfinished"
  made_from=$(recipe "$lock")
  pip_install --require-hashes -r "$root/$lock"
  # The build backend is in the lock: without build isolation nothing unlocked is fetched.
  pip_install --no-deps --no-build-isolation --editable "$root"
  printf '%s\n' "$made_from" >"$venv/made-from-$lock"
  rm "$unfinished"
}
