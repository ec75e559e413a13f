#!/bin/sh
# Measures what ten thousand connections cost that stalled peers hold open, and whether other mail is slower meanwhile;
# against the sink of the benchmark in a process of its own. Words: native or jdk (native), how many (10000), and
# stall (they don't greet) or stall-in-tls (they fall silent after the handshake, the default).
set -eu
cd "$(dirname "$0")/.."
mvn -q -B -pl integration-tests/bench,integration-tests/bench-engine -am package -DskipTests
engine="integration-tests/bench-engine/target/classes:$(cat integration-tests/bench-engine/target/class-path)"
sink="integration-tests/bench/target/classes:integration-tests/bench/target/dependency/*"
exec java -Xms1g -Xmx1g -XX:+AlwaysPreTouch -cp "$engine" org.requiretls.james.bench.engine.StalledFigures "$sink" \
    "${1:-native}" "${2:-10000}" "${3:-stall-in-tls}"
