/** What the benchmark puts into a James: a page of its administration that loads a queue. Nothing else runs there. */
package org.requiretls.james.bench.james;
