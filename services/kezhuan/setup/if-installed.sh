#!/usr/bin/env bash
# if-installed.sh COMPONENT COMMAND…: runs the command, or says why it is skipped where a minimal
# Rust toolchain has no such component.
set -euo pipefail
component=$1
shift
if "$component" --version >/dev/null 2>&1; then
  exec "$@"
fi
echo "    skipped: $component is not installed (rustup component add $component)"
