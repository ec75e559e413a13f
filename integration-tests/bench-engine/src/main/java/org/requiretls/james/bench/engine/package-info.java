/**
 * Benchmarks of the parts that decide: the policy, the match of certificates with TLSA records, MTA-STS policies, and DNS. They need no
 * James and no network; {@code bench-engine.sh} runs them. A benchmark is no test: its figures depend on the machine,
 * and nothing fails when they are bad.
 */
package org.requiretls.james.bench.engine;
