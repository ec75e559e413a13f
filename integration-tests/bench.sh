#!/usr/bin/env bash
# Measures this transport inside James against stock James and Debian's Postfix, on one sink, in one run.
#
#   bench.sh [--quick] [--rounds N] [--messages N] [--warm-up N] [--senders ours,stock,dane,reuse]
#            [--scenarios one,fifty,cold,thousand,stalling] [--acknowledging at-once,delayed] [--java JAVA]
#            [--heap 1g] [--minutes N]
#
# Takes about three quarters of an hour; --quick takes a few minutes, and its figures mean nothing. It has to run as
# root, since it opens port 25 on loopback addresses and starts a Postfix of its own there (in its own directories, with
# its own queue; the one of the machine, if there is any, is left alone). The tables go to standard output and to
# integration-tests/bench/target/benchmark.md.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "$(id -u)" -ne 0 ]; then
  echo "bench.sh: run this as root: it opens port 25 on loopback, and Postfix starts as root only" >&2
  exit 77
fi

missing=()
for command in postfix unbound; do
  command -v "$command" >/dev/null || [ -x "/usr/sbin/$command" ] || missing+=("$command")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "… Installing ${missing[*]} (started by the benchmark only, on loopback)" >&2
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    added_policy=$policy
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
  [ -z "${added_policy:-}" ] || rm -f "$added_policy"
fi

log=$(mktemp)
echo "… Building the bundle and assembling a stock James" >&2
if ! mvn -B package -DskipTests -Dspotless.check.skip=true \
  -pl james-conf,integration-tests/lab,integration-tests/stock-james,integration-tests/bench -am >"$log" 2>&1; then
  tail -n 40 "$log" >&2
  rm -f "$log"
  echo "bench.sh: the build failed, its last lines are above" >&2
  exit 70
fi
rm -f "$log"

bench=integration-tests/bench/target
directory=$(mktemp -d /var/tmp/requiretls-bench.XXXXXX)
chmod 755 "$directory"
trap 'rm -rf "$directory"' EXIT
java -Xmx512m -cp "$bench/classes:$bench/dependency/*" org.requiretls.james.bench.Bench \
  --stock integration-tests/stock-james/target/james-server-memory-app \
  --release "$(ls james-conf/target/requiretls-james-*.zip)" \
  --bench-jar "$(ls $bench/requiretls-bench-*.jar)" \
  --directory "$directory" \
  "$@" | tee "$bench/benchmark.md"
