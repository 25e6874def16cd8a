#!/usr/bin/env bash
# Runs every test of the default members and ends with one line: N passed, N failed; where tests need
# tools that are not here also N skipped, with the reasons above it.
# Arguments are passed on to cargo test, e.g. run-tests.sh -p kezhuan-contracts.
set -uo pipefail
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The rule packages' workspace has tests of its own: what compiles a spreadsheet, and what authors use.
plugins() {
  CARGO_TARGET_DIR=${KEZHUAN_PLUGINS_TARGET:-${KEZHUAN_TOOLS:-$PWD/.tools}/plugins-target} \
    cargo test --no-fail-fast --locked --manifest-path plugins/Cargo.toml -p kezhuan-table -p kezhuan-sdk
}
# The chart and the images, made of the programs that cargo built; its end reads like cargo's. Never on a
# cluster, which is `make helm-test`'s.
chart() { env -u KUBECONFIG tests/helm/run.sh; }
all() {
  local status=0
  cargo test --no-fail-fast "$@" || status=$?
  [ "$#" -gt 0 ] || plugins || status=$?
  [ "$#" -gt 0 ] || chart || status=$?
  return "$status"
}
all "$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
count() { awk -v what="$1" '/^test result: / { for (i = 2; i <= NF; i++) if ($i ~ "^" what) sum += $(i - 1) } END { print sum + 0 }' "$log"; }
failed=$(count failed)
# A test program that died or did not compile reports no count of its own.
[ "$status" = 0 ] || [ "$failed" != 0 ] || failed=1
grep -E '^test [^ ]+ \.\.\. (FAILED|ignored)' "$log" | sort
# To cargo a test that says so has passed.
grep '^SKIPPED: ' "$log" | sort
skipped=$(grep -c '^SKIPPED: ' "$log")
printf '%s passed, %s failed' "$(($(count passed) - skipped))" "$failed"
[ "$skipped" = 0 ] || printf ', %s skipped' "$skipped"
echo
exit "$status"
