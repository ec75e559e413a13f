/**
 * Files that outlive the process: what is remembered of MTA-STS policies, counted for TLS reports, and taken in of
 * reports about us. {@link org.requiretls.james.files.WholeFile} is how all of them are written. It knows nothing of
 * what stands in them.
 */
package org.requiretls.james.files;
