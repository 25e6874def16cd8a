#!/usr/bin/env bash
# crates.sh OUT: what each package of the workspace is made of, a CycloneDX document a package (OUT/NAME.cdx.json),
# by cargo-cyclonedx. It installs that into ${KEZHUAN_TOOLS:-.tools}/cargo where it is missing.
# crates.sh --install does only that.
set -euo pipefail
export LC_ALL=C

version=0.5.9
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(cd "$here/../.." && pwd)
tools=$(realpath -m "${KEZHUAN_TOOLS:-$checkout/.tools}")/cargo
[ "$#" = 1 ] || { echo "usage: crates.sh OUT | --install" >&2; exit 2; }

# Its own lock file holds the digests of what it is built from. It runs for seconds, so it is built as fast as can be.
if [ "$("$tools/bin/cargo-cyclonedx" cyclonedx --version 2>/dev/null)" != "cargo-cyclonedx-cyclonedx $version" ]; then
  cargo install --quiet --debug --locked --root "$tools" --version "$version" cargo-cyclonedx >&2
fi
[ "$1" != --install ] || exit 0

# It writes beside each manifest, so it gets a copy of what cargo reads of a workspace.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cd "$checkout"
find . \( -path ./target -o -path './.?*' \) -prune -o \( -name '*.rs' -o -name Cargo.toml -o -name Cargo.lock \) -print0 | tar --null -cT - | tar -xC "$copy"
PATH=$tools/bin:$PATH cargo cyclonedx --quiet --manifest-path "$copy/Cargo.toml" --format json --spec-version 1.5 --target x86_64-unknown-linux-gnu
mkdir -p "$1"
# Where the copy stood is nobody's business, and differs each time.
find "$copy" -name '*.cdx.json' -exec sed -i "s|path+file://$copy/||" {} + -exec mv -t "$1" {} +
