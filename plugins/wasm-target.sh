#!/usr/bin/env bash
# Prints the rustc flags that make `cargo build --target wasm32-unknown-unknown` work here:
# no sysroot where rustup installed the target, else "--sysroot DIR" with a standard library
# built once from Debian's rust-src of exactly this rustc's version, kept in the tools folder
# (KEZHUAN_TOOLS, by default .tools in the checkout). With --which it prints where that library
# comes from. Exit status 3: this machine can't have the target; the reason is on stderr.
set -euo pipefail

readonly target=wasm32-unknown-unknown
checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly tools=${KEZHUAN_TOOLS:-$checkout/.tools}
readonly keyring=/usr/share/keyrings/debian-archive-keyring.gpg

unavailable() {
  echo "wasm target: $1" >&2
  echo "wasm target: where you may, run: rustup target add $target" >&2
  exit 3
}

has_std() { compgen -G "$1/libstd*.rlib" >/dev/null; }

# Neither a home folder nor a registry's name belongs in what is built.
remaps() {
  local folder
  for folder in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
    printf -- '--remap-path-prefix=%s=/crates ' "$folder"
  done
}

# The mirror this machine already uses: deb822 as current images have it, or one line per source.
mirror() {
  local file uri
  for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list /etc/apt/sources.list.d/*; do
    [ -r "$file" ] || continue
    uri=$(awk '
      /^URIs:/ && /debian/ && !/security/ { print $2; exit }
      /^deb / && !/security/ { for (i = 2; i <= NF; i++) if ($i ~ /^https?:.*\/debian\/?$/) { print $i; exit } }
    ' "$file")
    if [ -n "$uri" ]; then echo "$uri"; return; fi
  done
  echo http://deb.debian.org/debian
}

# apt with lists and cache of its own, so that the machine's sources stay as they are.
own_apt() {
  local command=$1 work=$2
  shift 2
  "$command" -q -o APT::Sandbox::User=root -o Acquire::Languages=none \
    -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache" \
    -o Dir::State::status=/dev/null "$@"
}

build_std() {
  local version=$1 library=$2 work suite package
  if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
    unavailable "not installed, and without apt there is no source to build it from"
  fi
  [ -r "$keyring" ] || unavailable "not installed, and $keyring is missing"
  work=$(mktemp -d)
  # shellcheck disable=SC2064  # the folder is known now
  trap "rm -rf '$work'" EXIT
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
  for suite in trixie-backports testing sid trixie; do
    echo "deb [signed-by=$keyring] $(mirror) $suite main"
  done >"$work/sources.list"
  echo "wasm target: building the standard library for $target once (about a minute)" >&2
  own_apt apt-get "$work" update >&2 || unavailable "the Debian mirror $(mirror) did not answer"
  package=$(own_apt apt-cache "$work" madison rust-src \
    | awk -F'|' -v v="$version" '{ gsub(/ /, "", $2) } index($2, v "+") == 1 { print $2; exit }')
  [ -n "$package" ] || unavailable "no rust-src $version in any Debian suite"
  (
    cd "$work"
    own_apt apt-get "$work" download "rust-src=$package" >&2
    dpkg-deb --fsys-tarfile rust-src_*.deb | tar -x --wildcards './usr/src/*/library/*'
    cd usr/src/*/library
    # -Cembed-bitcode: packages are linked with LTO through the standard library.
    RUSTC_BOOTSTRAP=1 cargo fetch --locked --target "$target" >&2
    RUSTC_BOOTSTRAP=1 CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="-Zforce-unstable-if-unmarked -Cembed-bitcode=yes --remap-path-prefix=$work=/std $(remaps)" \
      cargo build --locked --release --target "$target" -p std -p proc_macro -p panic_abort \
      --target-dir "$work/target" >&2
  ) || unavailable "building rust-src $package failed"
  rm -rf "$library.new" && mkdir -p "$library.new"
  cp "$work/target/$target"/release/deps/*.rlib "$library.new"/
  echo "debian rust-src $package" >"$library.new/provenance"
  rm -rf "$library" && mv "$library.new" "$library"
}

main() {
  local version hash sysroot library
  version=$(rustc -V | awk '{ print $2 }')
  if has_std "$(rustc --print target-libdir --target "$target")"; then
    if [ "${1-}" = --which ]; then echo "rustup $version"; else remaps; fi
    return
  fi
  hash=$(rustc -Vv | awk '/^commit-hash/ { print substr($2, 1, 9) }')
  sysroot=$tools/wasm-std/$version-$hash
  library=$sysroot/lib/rustlib/$target/lib
  has_std "$library" || build_std "$version" "$library"
  if [ "${1-}" = --which ]; then cat "$library/provenance"; else echo "--sysroot $sysroot $(remaps)"; fi
}

main "$@"
