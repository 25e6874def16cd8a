#!/usr/bin/env bash
# Builds every rule package from source: packages/<name>/<name>.wasm and packages/digests.toml,
# both checked in. Quick when nothing changed.
#
# The bytes of a package depend on its sources, the lock file, rustc and the standard library.
# - Sources changed: the new packages replace the old ones.
# - Sources as checked in, same rustc and library: the rebuilt packages must have the checked-in
#   digests, else the script fails.
# - Sources as checked in, another rustc or library, or no wasm target at all: the checked-in
#   files stay in use, and the script says so.
# Ends with one line that starts "rule packages:".
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
checkout=$(cd .. && pwd)
readonly target=wasm32-unknown-unknown
readonly tools=${KEZHUAN_TOOLS:-$checkout/.tools}
# A folder of its own: packages are another workspace with other flags.
export CARGO_TARGET_DIR=${KEZHUAN_PLUGINS_TARGET:-$tools/plugins-target}
readonly digests=packages/digests.toml
readonly stamp=$CARGO_TARGET_DIR/built.sha256

packages() {
  local manifest
  for manifest in packages/*/Cargo.toml; do basename "$(dirname "$manifest")"; done
}

hash_of() { LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1; }

# What people write.
sources() {
  find Cargo.toml Cargo.lock wit sdk pack packages -type f -not -path '*/target/*' \
    -not -name '*.wasm' -not -name digests.toml -not -name '*.md' -print0 | hash_of
}

# Everything the last run of this script saw and left.
state() {
  {
    rustc -V
    sources
    find packages wasm-target.sh build.sh -type f \( -name '*.wasm' -o -name digests.toml -o -name '*.sh' \) -print0 | hash_of
  } | sha256sum | cut -d' ' -f1
}

noted() { awk -F'"' -v name="$1" '$0 ~ "^\"?" name "\"? = " { print $(NF - 1); exit }' "$digests" 2>/dev/null || true; }

verify_checked_in() {
  local name
  for name in $(packages); do
    echo "$(noted "$name")  packages/$name/$name.wasm" | sha256sum --check --quiet -
  done
}

keep_checked_in() {
  if [ "$(noted sources)" != "$(sources)" ]; then
    echo "rule packages: the sources changed, and they can't be built here: $1" >&2
    return 1
  fi
  verify_checked_in
  echo "rule packages: using the checked-in files, whose digests match; rebuild skipped: $1"
}

# Packs what cargo built into the folder $1, built with the standard library $2.
pack_all() {
  local name packed=()
  for name in $(packages); do
    packed+=("\"$name\" = \"$("$CARGO_TARGET_DIR/debug/kezhuan-pack" \
      "$CARGO_TARGET_DIR/$target/release/${name//-/_}.wasm" "packages/$name" "$1/$name.wasm")\"")
  done
  {
    echo "# SHA-256 of each package, and what it was built from. Written by plugins/build.sh."
    echo "rustc = \"$(rustc -V)\""
    echo "std = \"$2\""
    echo "sources = \"$(sources)\""
    echo
    echo "[packages]"
    printf '%s\n' "${packed[@]}"
  } >"$1/digests.toml"
}

build() {
  local flags status=0 origin work name
  flags=$(./wasm-target.sh) || status=$?
  if [ "$status" -eq 3 ]; then
    keep_checked_in "this machine can't have the target $target (above)"
    return
  fi
  [ "$status" -eq 0 ] || return "$status"
  origin=$(./wasm-target.sh --which)

  echo "rule packages: building from source" >&2
  cargo build --locked --quiet -p kezhuan-pack
  # A small stack keeps what a call touches to few pages; paths of this machine stay out.
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$flags--remap-path-prefix=$checkout=/kezhuan -Clink-arg=-zstack-size=16384" \
    cargo build --locked --quiet --release --target "$target"
  work=$(mktemp -d "$CARGO_TARGET_DIR/packed.XXXXXX")
  # shellcheck disable=SC2064  # the folder is known now
  trap "rm -rf '$work'" EXIT
  pack_all "$work" "$origin"

  if [ "$(noted sources)" != "$(sources)" ]; then
    for name in $(packages); do mv "$work/$name.wasm" "packages/$name/$name.wasm"; done
    mv "$work/digests.toml" "$digests"
    echo "rule packages: built $(packages | wc -l) from changed sources ($origin); commit them with $digests"
  elif [ "$(noted rustc)" != "$(rustc -V)" ] || [ "$(noted std)" != "$origin" ]; then
    keep_checked_in "they were built with $(noted rustc) and $(noted std), here are $(rustc -V) and $origin"
  else
    diff "$digests" "$work/digests.toml" >&2 || {
      echo "rule packages: the same sources and tools gave other bytes (above)" >&2
      return 1
    }
    for name in $(packages); do mv "$work/$name.wasm" "packages/$name/$name.wasm"; done
    echo "rule packages: rebuilt $(packages | wc -l) from source, same digests ($origin)"
  fi
}

if [ "$(cat "$stamp" 2>/dev/null)" = "$(state)" ]; then
  echo "rule packages: up to date"
else
  build
  state >"$stamp"
fi
