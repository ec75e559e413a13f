#!/bin/sh
# Measures what the transport by itself costs a message, fed from memory, against the sink of the benchmark in a process
# of its own. Words: native or jdk (native), messages a round (100000), messages under way at once (200).
set -eu
cd "$(dirname "$0")/.."
mvn -q -B -pl integration-tests/bench,integration-tests/bench-engine -am package -DskipTests
engine="integration-tests/bench-engine/target/classes:$(cat integration-tests/bench-engine/target/class-path)"
sink="integration-tests/bench/target/classes:integration-tests/bench/target/dependency/*"
exec java -cp "$engine" org.requiretls.james.bench.engine.TransportFigures "$sink" \
    "${1:-native}" "${2:-100000}" "${3:-200}"
