/**
 * A mail server that takes everything and keeps nothing: STARTTLS with TLS 1.3 and session tickets, PIPELINING, one
 * process behind as many loopback addresses as there are destinations. It is written to be cheap, since it shares the
 * machine with what it measures.
 */
package org.requiretls.james.bench.sink;
