#!/usr/bin/env bash
# Builds the bundle, assembles a stock James 3.8.1, and plays a set of scenes between two of them on loopback.
#
#   try-it.sh [--json] [--keep]
#
#   --json   one JSON object per scenario on standard output, in place of the table
#   --keep   leave everything running afterwards and say how to talk to it
set -euo pipefail
cd "$(dirname "$0")/.."

for argument in "$@"; do
  case "$argument" in
    --json | --keep) ;;
    -h | --help)
      sed -n '2,7s/^# \{0,1\}//p' "$0"
      exit 0
      ;;
    *)
      echo "try-it.sh: unknown option '$argument'; there are --json and --keep" >&2
      exit 64
      ;;
  esac
done

for command in java mvn; do
  command -v "$command" >/dev/null || {
    echo "try-it.sh: '$command' is needed and not there; on Debian: apt-get install openjdk-17-jdk-headless maven" >&2
    exit 69
  }
done

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "… Building the bundle and assembling a stock James (the first time this downloads about 250 MB)" >&2
if ! mvn -B package -DskipTests -Dspotless.check.skip=true \
  -pl james-conf,integration-tests/lab,integration-tests/stock-james -am >"$log" 2>&1; then
  tail -n 40 "$log" >&2
  echo "try-it.sh: the build failed, its last lines are above" >&2
  exit 70
fi

lab=integration-tests/lab/target
release=$(ls james-conf/target/requiretls-james-*.zip)
exec java -cp "$lab/classes:$lab/dependency/*" org.requiretls.james.lab.tryit.TryIt \
  --stock integration-tests/stock-james/target/james-server-memory-app \
  --release "$release" \
  --directory "$lab/try-it" \
  "$@"
