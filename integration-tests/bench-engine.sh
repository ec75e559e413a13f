#!/bin/sh
# Measures what a DNS lookup, an MTA-STS policy, a TLS report, a decision and a DANE match cost, without a network, and
# prints the figures. Words are handed on to JMH: a pattern of benchmarks, -f forks, -i rounds, …; without any, all run, about 6
# minutes.
set -eu
cd "$(dirname "$0")/.."
bench=integration-tests/bench-engine
mvn -q -B -pl "$bench" -am package -DskipTests
classes="$bench/target/classes:$(cat "$bench/target/class-path")"
if [ $# -eq 0 ]; then
    java -cp "$classes" org.requiretls.james.bench.engine.DnsFigures
    java -cp "$classes" org.requiretls.james.bench.engine.StsFigures
    java -cp "$classes" org.requiretls.james.bench.engine.ReportFigures
fi
exec java -cp "$classes" org.openjdk.jmh.Main -prof gc "$@"
