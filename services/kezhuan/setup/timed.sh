#!/usr/bin/env bash
# timed.sh LABEL COMMAND…: says what starts, runs it, and says how long it took and how it ended.
set -uo pipefail
label=$1
shift
started=$SECONDS
printf '==> %s\n' "$label"
"$@"
status=$?
if [ "$status" = 0 ]; then
  printf '<== %s: %s s\n' "$label" "$((SECONDS - started))"
else
  printf '<== %s: FAILED after %s s (exit status %s)\n' "$label" "$((SECONDS - started))" "$status" >&2
fi
exit "$status"
