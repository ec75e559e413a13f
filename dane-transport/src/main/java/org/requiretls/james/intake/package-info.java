/**
 * What others report about us: TLS reports for our own domains, taken in (RFC 8460).
 *
 * <p>Whoever publishes {@code _smtp._tls.} gets a mail a day from each large sender: how many sessions to our MX hosts
 * went well, and how the others failed. Read one by one they are of little use. Here each is taken out of its mail
 * ({@link org.requiretls.james.intake.ReportPart}), unpacked within bounds ({@link
 * org.requiretls.james.intake.Unpacking}), read, and kept ({@link org.requiretls.james.intake.ReportArchive}); a {@link
 * org.requiretls.james.intake.Trouble} then says who could not reach us, how, and since when.
 *
 * <p>The sender is a stranger, and so is all that it writes. A report whose mail bears no valid DKIM signature is
 * ignored (section 3); what the JSON text says counts, not what the subject or the file name say (section 5.6). Nothing
 * in a report makes this server do anything but count.
 */
package org.requiretls.james.intake;
