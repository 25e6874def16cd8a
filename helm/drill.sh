#!/usr/bin/env bash
# Practises disasters and says how long each took. Ends with `drill: passed=N failed=M`, and fails while any failed.
#   drill.sh processes   on this machine: the suite's processes killed, a stream store deleted, a database brought back to a point
#   drill.sh cluster     in the cluster of KUBECONFIG: pods, NATS and a Postgres primary taken away under calls
# For the cluster, with a trial release whose data may be lost:
#   DRILL_NAMESPACE  its namespace (kezhuan)          DRILL_RELEASE  its name (kezhuan)
#   DRILL_NATS       labels of the pods of NATS to take away, and DRILL_NATS_NAMESPACE where they are; without it the chart's own. All of
#                    them: app.kubernetes.io/name=nats; one of three, under which nothing should wait: statefulset.kubernetes.io/pod-name=nats-0
#   DRILL_POSTGRES   labels of Postgres' primary, such as cnpg.io/cluster=kezhuan-cases,cnpg.io/instanceRole=primary; likewise
#   DRILL_CALL       a command that makes one call that changes something and fails unless it is acknowledged; it is run again and
#                    again, each time with DRILL_NUMBER (such as for its request id), and must be harmless to repeat with the same
#   DRILL_COUNT      a command that prints how many of those the suite has
set -uo pipefail
cd "$(dirname "$0")/.."
passed=0 failed=0

# Runs one exercise and notes how it went.
exercise() {
  local name=$1 began=$SECONDS
  shift
  if "$@"; then
    passed=$((passed + 1))
    echo "passed: $name, $((SECONDS - began)) s"
  else
    failed=$((failed + 1))
    echo "FAILED: $name, $((SECONDS - began)) s"
  fi
}

chaos() { cargo test -p kezhuan-chaos --test "$1" -- --nocapture; }

processes() {
  cargo build || exit 1
  exercise "processes killed inside calls, a stream store deleted" chaos chaos
  exercise "a bank's loans killed between any two steps" chaos chaos_lending
  exercise "a database brought back to a point" chaos chaos_restore
}

ours="app.kubernetes.io/instance=${DRILL_RELEASE:-kezhuan},app.kubernetes.io/part-of=kezhuan"
kube() { kubectl --namespace "${DRILL_NAMESPACE:-kezhuan}" "$@"; }

# Everything that is to be ready is.
whole() {
  # Not by pods: those that leave are never ready again.
  kube rollout status deployment --selector "$ours" --timeout=180s || return 1
  [ -z "$(kube get statefulset --selector "$ours" --output name)" ] || kube rollout status statefulset --selector "$ours" --timeout=180s
}

# Calls until told to stop; writes how many were acknowledged. A call that is not is repeated: that is what clients do.
callers() {
  # Numbers that no exercise had before: the answer to an old one would be the first call's, and nothing new kept.
  local number=$(($(date +%s) * 1000)) acknowledged=0
  while [ ! -e "$work/stop" ]; do
    number=$((number + 1))
    until DRILL_NUMBER=$number bash -c "$DRILL_CALL" >>"$work/calls.log" 2>&1; do
      [ ! -e "$work/stop" ] || break 2
      echo "$number" >>"$work/repeated"
      sleep 0.2
    done
    acknowledged=$((acknowledged + 1))
    echo "$acknowledged" >"$work/acknowledged"
  done
}

# Does something to the cluster under calls, waits until all is whole, and counts. `patient`: calls may have to be repeated.
under_calls() {
  local patience=$1
  shift
  local before after acknowledged repeated=0 done_well=1
  work=$(mktemp -d)
  before=$(bash -c "$DRILL_COUNT") || return 1
  echo 0 >"$work/acknowledged"
  callers &
  local calling=$!
  sleep "${DRILL_PAUSE:-5}"
  # What Kubernetes says of a Deployment follows its pods by a moment.
  "$@" && sleep "${DRILL_PAUSE:-5}" && whole || done_well=0
  touch "$work/stop"
  wait "$calling"
  acknowledged=$(cat "$work/acknowledged")
  after=$(bash -c "$DRILL_COUNT") || return 1
  [ ! -e "$work/repeated" ] || repeated=$(wc -l <"$work/repeated")
  echo "acknowledged $acknowledged, kept $((after - before)), repeated $repeated"
  rm -r "$work"
  # One more may have been kept than was acknowledged when the calls were stopped.
  [ "$done_well" = 1 ] && [ "$acknowledged" -gt 0 ] && [ $((after - before)) -ge "$acknowledged" ] &&
    [ $((after - before)) -le $((acknowledged + 1)) ] && { [ "$patience" = patient ] || [ "$repeated" = 0 ]; }
}

# Takes the pods of a selector away at once. That there are none is a failure: nothing was practised.
gone() {
  local namespace=${2:-${DRILL_NAMESPACE:-kezhuan}}
  [ -n "$(kubectl --namespace "$namespace" get pod --selector "$1" --output name)" ] || { echo "no pod of $namespace is $1"; return 1; }
  kubectl --namespace "$namespace" delete pod --selector "$1" --grace-period=0 --force --wait=true
}

cluster() {
  : "${KUBECONFIG:?names the cluster}" "${DRILL_CALL:?see the head of this script}" "${DRILL_COUNT:?see the head of this script}"
  exercise "everything stands before" whole
  [ "$failed" = 0 ] || return
  local service
  for service in rules contracts financing incubation agriculture events scoreboard; do
    exercise "$service: one pod after the other, no call repeated" \
      under_calls strict kube rollout restart "deployment/${DRILL_RELEASE:-kezhuan}-$service"
    exercise "$service: all pods at once" \
      under_calls patient gone "$ours,app.kubernetes.io/component=$service"
  done
  exercise "NATS" under_calls patient gone "${DRILL_NATS:-$ours,app.kubernetes.io/component=nats}" "${DRILL_NATS_NAMESPACE:-}"
  exercise "the Postgres primary" under_calls patient gone "${DRILL_POSTGRES:-$ours,app.kubernetes.io/component=postgres}"
  exercise "everything stands after" whole
}

case "${1:-}" in
  processes) processes ;;
  cluster) cluster ;;
  *)
    sed -n '2,14s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
echo "drill: passed=$passed failed=$failed"
[ "$failed" = 0 ]
