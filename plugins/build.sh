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

# Folders of the packages, and of what the host's tests contain.
folders() {
  local manifest
  for manifest in packages/*/Cargo.toml fixtures/*/Cargo.toml; do dirname "$manifest"; done
}

hash_of() { LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1; }

# What people write.
sources() {
  find Cargo.toml Cargo.lock wit sdk pack packages fixtures -type f -not -path '*/target/*' \
    -not -name '*.wasm' -not -name digests.toml -not -name '*.md' -print0 | hash_of
}

# Everything the last run of this script saw and left.
state() {
  {
    rustc -V
    sources
    find packages fixtures wasm-target.sh build.sh -type f \( -name '*.wasm' -o -name digests.toml -o -name '*.sh' \) -print0 | hash_of
  } | sha256sum | cut -d' ' -f1
}

noted() { awk -F'"' -v name="$1" '$0 ~ "^\"?" name "\"? = " { print $(NF - 1); exit }' "$digests" 2>/dev/null || true; }

verify_checked_in() {
  local folder name
  for folder in $(folders); do
    name=$(basename "$folder")
    echo "$(noted "$name")  $folder/$name.wasm" | sha256sum --check --quiet -
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
  local folder name digest packed=()
  for folder in $(folders); do
    name=$(basename "$folder")
    digest=$("$CARGO_TARGET_DIR/debug/kezhuan-pack" \
      "$CARGO_TARGET_DIR/$target/release/${name//-/_}.wasm" "$folder" "$1/$name.wasm")
    packed+=("\"$name\" = \"$digest\"")
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

put_in_place() {
  local folder name
  for folder in $(folders); do
    name=$(basename "$folder")
    mv "$1/$name.wasm" "$folder/$name.wasm"
  done
}

build() {
  local flags status=0 origin work locked=(--locked)
  flags=$(./wasm-target.sh) || status=$?
  if [ "$status" -eq 3 ]; then
    keep_checked_in "this machine can't have the target $target (above)"
    # No stamp: the next run looks again.
    return
  fi
  [ "$status" -eq 0 ] || return "$status"
  origin=$(./wasm-target.sh --which)

  echo "rule packages: building from source" >&2
  # A new package or dependency is a changed source; it may write itself into the lock file.
  [ "$(noted sources)" = "$(sources)" ] || locked=()
  cargo build "${locked[@]}" --quiet -p kezhuan-pack
  # A small stack keeps what a call touches to few pages; paths of this machine stay out.
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$flags--remap-path-prefix=$checkout=/kezhuan -Clink-arg=-zstack-size=16384" \
    cargo build "${locked[@]}" --quiet --release --target "$target"
  work=$(mktemp -d "$CARGO_TARGET_DIR/packed.XXXXXX")
  # shellcheck disable=SC2064  # the folder is known now
  trap "rm -rf '$work'" EXIT
  pack_all "$work" "$origin"

  if [ "$(noted sources)" != "$(sources)" ]; then
    put_in_place "$work"
    mv "$work/digests.toml" "$digests"
    echo "rule packages: built $(folders | wc -l) from changed sources ($origin); commit them with $digests"
  elif [ "$(noted rustc)" != "$(rustc -V)" ] || [ "$(noted std)" != "$origin" ]; then
    keep_checked_in "they were built with $(noted rustc) and $(noted std), here are $(rustc -V) and $origin"
  else
    diff "$digests" "$work/digests.toml" >&2 || {
      echo "rule packages: the same sources and tools gave other bytes (above)" >&2
      return 1
    }
    put_in_place "$work"
    echo "rule packages: rebuilt $(folders | wc -l) from source, same digests ($origin)"
  fi
  state >"$stamp"
}

if [ "$(cat "$stamp" 2>/dev/null)" = "$(state)" ]; then
  echo "rule packages: up to date"
else
  build
fi
