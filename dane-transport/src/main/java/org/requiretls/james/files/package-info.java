/**
 * Files that outlive the process: what is remembered of MTA-STS policies, counted for TLS reports, and taken in of
 * reports about us. {@link org.requiretls.james.files.WholeFile} is how all of them are written, {@link
 * org.requiretls.james.files.OwnDirectory} where. Neither knows what stands in them.
 */
package org.requiretls.james.files;
