#!/usr/bin/env bash
# Builds every rule package from source: packages/<name>/<name>.wasm and packages/digests.toml,
# both checked in. Quick when nothing changed.
#
# The bytes of a package depend on its sources (its folder, and wit, sdk and pack), on the
# workspace (Cargo.toml, Cargo.lock), rustc and the standard library. For each package by itself:
# - Its sources changed, or it is new: the new file replaces the old one.
# - Its sources as checked in, another rustc or library, or no wasm target at all: the checked-in
#   file stays in use, and the script says so. So a new county never rewrites another's package.
# - Its sources, rustc and library as checked in: the rebuilt file must have the checked-in
#   digest, else the script fails; only another workspace lets it replace the old one.
# Ends with one line that starts "rule packages:".
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
checkout=$(cd .. && pwd)
readonly target=wasm32-unknown-unknown
readonly tools=${KEZHUAN_TOOLS:-$checkout/.tools}
# A folder of its own: packages are another workspace with other flags.
export CARGO_TARGET_DIR=${KEZHUAN_PLUGINS_TARGET:-$tools/plugins-target}
readonly digests=packages/digests.toml
readonly tables='packages rustc std sources workspace'
readonly stamp=$CARGO_TARGET_DIR/built.sha256

# Folders of the packages, and of what the host's tests contain.
folders() {
  local manifest
  for manifest in packages/*/Cargo.toml fixtures/*/Cargo.toml; do dirname "$manifest"; done
}

name_of() { basename "$1"; }

hash_of() { LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1; }

# What people write of the package in folder $1, and what is built into every package.
sources() {
  find "$1" wit sdk pack -type f -not -path '*/target/*' \
    -not -name '*.wasm' -not -name '*.md' -print0 | hash_of
}

# What decides how all are built: the manifest but for the list of packages, and the dependencies.
workspace() {
  {
    grep -v '"packages/\|"fixtures/\|examples' Cargo.toml
    awk 'BEGIN { RS = ""; ORS = "\n\n" } /\nsource = /' Cargo.lock
  } | sha256sum | cut -d' ' -f1
}

# Everything the last run of this script saw and left.
state() {
  {
    rustc -V
    find Cargo.toml Cargo.lock wit sdk pack packages fixtures wasm-target.sh build.sh -type f \
      -not -path '*/target/*' -not -name '*.md' -print0 | hash_of
  } | sha256sum | cut -d' ' -f1
}

# What digests.toml says under [$1] of the package named $2; nothing when it does not know it.
noted() {
  awk -F'"' -v table="[$1]" -v name="$2" \
    '/^\[/ { here = ($0 == table) } here && $2 == name { print $4; exit }' "$digests" 2>/dev/null || true
}

is_changed() { [ "$(noted sources "$(name_of "$1")")" != "$(sources "$1")" ]; }

# The packages whose sources are not those of the checked-in file.
changed() {
  local folder
  for folder in $(folders); do ! is_changed "$folder" || name_of "$folder"; done
}

is_checked_in() {
  echo "$(noted packages "$(name_of "$1")")  $1/$(name_of "$1").wasm" | sha256sum --check --quiet -
}

keep_checked_in() {
  local folder changed
  changed=$(changed | tr '\n' ' ')
  if [ -n "$changed" ]; then
    echo "rule packages: the sources changed, and they can't be built here: $changed($1)" >&2
    return 1
  fi
  for folder in $(folders); do is_checked_in "$folder"; done
  echo "rule packages: using the checked-in files, whose digests match; rebuild skipped: $1"
}

# Packs what cargo built of the package in folder $1 into $2; prints its digest.
pack() {
  local name
  name=$(name_of "$1")
  "$CARGO_TARGET_DIR/debug/kezhuan-pack" \
    "$CARGO_TARGET_DIR/$target/release/${name//-/_}.wasm" "$1" "$2/$name.wasm"
}

# One line of digests.toml: under [$1] of the folder $3 that is written to, for package $2, the value $4.
note() { printf '"%s" = "%s"\n' "$2" "$4" >>"$3/$1"; }

# Decides about the package in folder $1, packed into $2 with digest $3 and the library $4; adds it
# to the lists placed, kept and same, and notes what it is built from from now on.
decide() {
  local folder=$1 work=$2 digest=$3 origin=$4 name here_workspace table
  name=$(name_of "$folder")
  here_workspace=$(workspace)
  if ! is_changed "$folder"; then
    if [ "$(noted rustc "$name")" != "$(rustc -V)" ] || [ "$(noted std "$name")" != "$origin" ]; then
      is_checked_in "$folder"
      rm "$work/$name.wasm"
      for table in $tables; do note "$table" "$name" "$work" "$(noted "$table" "$name")"; done
      kept+=("$name")
      return
    fi
    if [ "$(noted packages "$name")" = "$digest" ]; then
      same+=("$name")
    elif [ "$(noted workspace "$name")" != "$here_workspace" ]; then
      placed+=("$name")
    else
      echo "rule packages: the same sources and tools gave other bytes of $name: $digest" >&2
      return 1
    fi
  else
    placed+=("$name")
  fi
  note packages "$name" "$work" "$digest"
  note rustc "$name" "$work" "$(rustc -V)"
  note std "$name" "$work" "$origin"
  note sources "$name" "$work" "$(sources "$folder")"
  note workspace "$name" "$work" "$here_workspace"
}

# Moves what was packed into $1 to where it is used; packages that are kept are not there.
put_in_place() {
  local folder name table
  for folder in $(folders); do
    name=$(name_of "$folder")
    [ ! -e "$1/$name.wasm" ] || mv "$1/$name.wasm" "$folder/$name.wasm"
  done
  {
    echo "# SHA-256 of each package, and what it was built from. Written by plugins/build.sh."
    for table in $tables; do
      printf '\n[%s]\n' "$table"
      cat "$1/$table"
    done
  } >"$1/digests.toml"
  cmp -s "$1/digests.toml" "$digests" || mv "$1/digests.toml" "$digests"
}

build() {
  local flags status=0 origin work folder digest locked=(--locked) placed=() kept=() same=()
  flags=$(./wasm-target.sh) || status=$?
  if [ "$status" -eq 3 ]; then
    keep_checked_in "this machine can't have the target $target (above)"
    # No stamp: the next run looks again.
    return
  fi
  [ "$status" -eq 0 ] || return "$status"
  origin=$(./wasm-target.sh --which)

  echo "rule packages: building from source" >&2
  # A new package or dependency comes with changed sources; it may write itself into the lock file.
  if [ -n "$(changed)" ] || ! grep -qF "\"$(workspace)\"" "$digests"; then locked=(); fi
  cargo build "${locked[@]}" --quiet -p kezhuan-pack
  # A small stack keeps what a call touches to few pages; paths of this machine stay out.
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$flags--remap-path-prefix=$checkout=/kezhuan -Clink-arg=-zstack-size=16384" \
    cargo build "${locked[@]}" --quiet --release --target "$target"
  work=$(mktemp -d "$CARGO_TARGET_DIR/packed.XXXXXX")
  # shellcheck disable=SC2064  # the folder is known now
  trap "rm -rf '$work'" EXIT
  for folder in $(folders); do
    digest=$(pack "$folder" "$work")
    decide "$folder" "$work" "$digest" "$origin"
  done
  put_in_place "$work"

  if [ "${#kept[@]}" -gt 0 ]; then
    echo "rule packages: kept as checked in, because they were built with another rustc or library than $(rustc -V) and $origin: ${kept[*]}" >&2
  fi
  if [ "${#placed[@]}" -gt 0 ]; then
    echo "rule packages: built ${#placed[@]} from changed sources: ${placed[*]} ($origin); commit them with $digests"
  elif [ "${#same[@]}" -gt 0 ]; then
    echo "rule packages: rebuilt ${#same[@]} from source, same digests ($origin)"
  else
    echo "rule packages: using the checked-in files, whose digests match"
  fi
  state >"$stamp"
}

if [ "$(cat "$stamp" 2>/dev/null)" = "$(state)" ]; then
  echo "rule packages: up to date"
else
  build
fi
