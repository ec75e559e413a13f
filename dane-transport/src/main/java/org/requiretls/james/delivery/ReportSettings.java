package org.requiretls.james.delivery;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * TLS reports to others.
 *
 * @param organization a name for people
 * @param contact whom to ask; its domain is the submitter's
 * @param processor that signs reports and sends them on; empty where none is mailed
 * @param directory that keeps the counts; need not be there yet
 * @param excluded policy domains that get no report, lower case
 */
public record ReportSettings(
        String organization, String contact, Optional<String> processor, Path directory, Set<String> excluded) {}
