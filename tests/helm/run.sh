#!/usr/bin/env bash
# Proves the chart and the images; arguments go to pytest. See README.md.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tools=${KEZHUAN_TOOLS:-$here/../../.tools}
exec "$tools/helm/venv/bin/python" -B -m pytest -q -p no:cacheprovider "$here" "$@"
