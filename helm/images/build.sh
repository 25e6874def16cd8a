#!/usr/bin/env bash
# build.sh [OPTION…] [IMAGE…]: builds the images (all, or those named) with buildah or docker.
#   --programs FOLDER  from programs that are built already (target/release) instead of compiling in the builder
#   --repository NAME  the chart's image.repository: registry and folder, such as registry.example/kezhuan
#   --tag TAG          their tag; without it the suite's version
#   --engine ENGINE    buildah or docker; without it the first that is here
# The same commit gives the same images: SOURCE_DATE_EPOCH, which is the commit's time unless it is set, is
# the only time in them.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(cd "$here/../.." && pwd)
repository= programs= engine= images=()
version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' "$checkout/Cargo.toml")
tag=$version
refuse() { echo "build.sh: $1" >&2; exit 2; }
while [ "$#" -gt 0 ]; do
  case $1 in
  --programs | --repository | --tag | --engine)
    [ "$#" -gt 1 ] || refuse "$1 needs a value"
    declare "${1#--}=$2"
    shift
    ;;
  -*) refuse "unknown option $1" ;;
  *) "$here/collect.sh" --images | grep -qxF -- "$1" || refuse "no image $1; there are: $("$here/collect.sh" --images | tr '\n' ' ')"; images+=("$1") ;;
  esac
  shift
done
[ "${#images[@]}" -gt 0 ] || mapfile -t images < <("$here/collect.sh" --images)
[ -n "$engine" ] || for engine in buildah docker ""; do command -v "$engine" >/dev/null && break; done
[ -n "$engine" ] || refuse "neither buildah nor docker is here"

revision=$(git -C "$checkout" rev-parse HEAD 2>/dev/null || echo unknown)
[ -z "$(git -C "$checkout" status --porcelain 2>/dev/null)" ] || revision=$revision-changed
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$checkout" log -1 --format=%ct 2>/dev/null || echo 0)}

given=()
if [ -n "$programs" ]; then
  collected=$(mktemp -d)
  trap 'rm -rf "$collected"' EXIT
  "$here/collect.sh" "$programs" "$collected/programs" "${images[@]}"
  given=(--build-context "programs=$collected/programs")
fi

for image in "${images[@]}"; do
  name=${repository:+${repository%/}/}$([ "$image" = kezhuan ] && echo kezhuan || echo "kezhuan-$image"):$tag
  common=("${given[@]}" --file "$checkout/helm/Dockerfile" --target "$image" --tag "$name"
    --build-arg "VERSION=$version" --build-arg "REVISION=$revision" --build-arg "SOURCE_DATE_EPOCH=$SOURCE_DATE_EPOCH")
  case $engine in
  # No command runs in an image that is only copied together, so no isolation is asked for then.
  buildah) buildah build --quiet ${given:+--isolation chroot} --ignorefile "$checkout/helm/Dockerfile.dockerignore" \
    --timestamp "$SOURCE_DATE_EPOCH" "${common[@]}" "$checkout" ;;
  docker) docker buildx build --quiet --load "${common[@]}" "$checkout" ;;
  *) refuse "unknown engine $engine" ;;
  esac
  echo "built $name"
done
