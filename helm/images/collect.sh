#!/usr/bin/env bash
# collect.sh PROGRAMS OUT [IMAGE…]: lays out what the images (all, or those named) hold, from a folder of
# built programs (target/release).
# OUT/everywhere is in every image, OUT/writable holds the folders its user owns, OUT/images/NAME is one image's own.
# collect.sh --images names the images, --programs also what is in each; collect.sh --packages says what cargo has to build for them.
set -euo pipefail
export LC_ALL=C
umask 022

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(cd "$here/../.." && pwd)
compiler=kezhuan-rule-compiler
# `kezhuan` without what starts a suite, so without every service in one program; its image calls it kezhuan.
toolbox=kezhuan-toolbox

# An image a line, with its programs. A service that hosts rule packages compiles them by a process of
# its own, found beside it; the scoreboard and the controller of rule packages host none.
images() {
  cat <<IMAGES
agriculture kezhuan-agriculture $compiler
contracts kezhuan-contracts $compiler
events kezhuan-events $compiler
financing kezhuan-financing $compiler
incubation kezhuan-incubation $compiler
kezhuan $toolbox $compiler
rule-controller kezhuan-rule-controller
rules kezhuan-rules $compiler
scoreboard kezhuan-scoreboard
IMAGES
}

case ${1:-} in
--images) images | cut -d' ' -f1; exit ;;
--programs) images; exit ;;
--packages) images | cut -d' ' -f2- | tr ' ' '\n' | sort -u | sed "s/^$compiler\$/kezhuan-rule-host/; s/^$toolbox\$/kezhuan/; s/^/-p /" | tr '\n' ' '; exit ;;
esac
[ "$#" -ge 2 ] || { echo "usage: collect.sh PROGRAMS OUT [IMAGE…]" >&2; exit 2; }
programs=$1
out=$2
shift 2
wanted() { images | { [ "$#" = 0 ] && cat || grep -E "^($(tr ' ' '|' <<<"$*")) "; }; }
wanted "$@" >/dev/null || { echo "collect.sh: no such image: $*" >&2; exit 2; }
rm -rf "$out"
mkdir -p "$out"

while read -r image names; do
  for name in $names; do
    [ -f "$programs/$name" ] || { echo "collect.sh: $programs/$name is missing; the image $image needs it" >&2; exit 1; }
    mkdir -p "$out/images/$image/usr/bin"
    installed=$out/images/$image/usr/bin/${name%-toolbox}
    strip -o "$installed" "$programs/$name"
    chmod 755 "$installed"
  done
done < <(wanted "$@")

# The libraries the programs name, where their loader looks. glibc brings its resolver (files, dns) in
# libc itself since 2.34, so host names are found as on any machine; a static program would not find them.
while read -r library; do
  mkdir -p "$out/everywhere$(dirname "$library")"
  install -m 755 "$(realpath "$library")" "$out/everywhere$library"
done < <(
  find "$out/images" -type f -path '*/usr/bin/*' | sort | while read -r program; do
    said=$(ldd "$program")
    ! grep -q 'not found' <<<"$said" || { echo "collect.sh: $program: $said" >&2; exit 1; }
    grep -o '/[^ ]*' <<<"$said"
  done | sort -u
)
[ -d "$out/everywhere" ] || { echo "collect.sh: the programs name no libraries; they must be dynamic, or they find no host names" >&2; exit 1; }

authorities=$(realpath /etc/ssl/certs/ca-certificates.crt)
mkdir -p "$out/everywhere/etc/ssl/certs"
install -m 644 "$authorities" "$out/everywhere/etc/ssl/certs/ca-certificates.crt"
echo 'hosts: files dns' >"$out/everywhere/etc/nsswitch.conf"
printf 'root:x:0:0::/nonexistent:/nonexistent\nkezhuan:x:65532:65532::/var/lib/kezhuan:/nonexistent\n' >"$out/everywhere/etc/passwd"
printf 'root:x:0:\nkezhuan:x:65532:\n' >"$out/everywhere/etc/group"
mkdir -p "$out/everywhere/tmp" "$out/everywhere/var/lib" "$out/everywhere/var/cache" "$out/writable/lib" "$out/writable/cache"
chmod 1777 "$out/everywhere/tmp"
mkdir -m 700 "$out/writable/lib/kezhuan" "$out/writable/cache/kezhuan"

# What came from Debian, by package and version, with its copyright file where Debian keeps it.
{ find "$out/everywhere" -name '*.so*' -type f | sed "s|^$out/everywhere||"; echo /etc/ssl/certs/ca-certificates.crt; } | while read -r file; do
  case $file in
  */ca-certificates.crt) owner=ca-certificates ;;
  *) owner=$(dpkg -S "$(realpath "$file")" 2>/dev/null || dpkg -S "$file" 2>/dev/null) && owner=${owner%%:*} ||
    { echo "collect.sh: no Debian package owns $file; build on Debian" >&2; exit 1; } ;;
  esac
  echo "$owner"
done | sort -u | while read -r owner; do
  mkdir -p "$out/everywhere/usr/share/doc/$owner"
  install -m 644 "$(realpath "/usr/share/doc/$owner/copyright")" "$out/everywhere/usr/share/doc/$owner/copyright"
  dpkg-query -W -f '${binary:Package} ${Version} ${source:Package}\n' "$owner" | sed 's/:[a-z0-9]* / /'
done >"$out/debian.txt"

# What each image is made of: inventory.cdx.json and licences.txt.
"$here/crates.sh" "$out/crates"
cargo metadata --format-version 1 --locked --filter-platform x86_64-unknown-linux-gnu --manifest-path "$checkout/Cargo.toml" >"$out/metadata.json"
wanted "$@" | python3 "$here/inventory.py" --crates "$out/crates" --metadata "$out/metadata.json" --debian "$out/debian.txt" \
  --rust "$(rustc --version | cut -d' ' -f2)" --out "$out/images"
rm -r "$out/crates" "$out/metadata.json" "$out/debian.txt"
# For builders that keep the times of files.
find "$out" -exec touch --no-dereference --date "@${SOURCE_DATE_EPOCH:-0}" {} +
