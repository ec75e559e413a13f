package org.requiretls.james.delivery;

import java.nio.file.Path;
import org.requiretls.james.mtasts.fetch.FetchSettings;
import org.requiretls.james.pkix.PkixVerifier;

/**
 * How MTA-STS policies are had.
 *
 * @param store directory that keeps them; need not be there yet
 * @param pkix with the roots that policy hosts may chain to
 */
public record MtaStsSettings(Path store, FetchSettings fetch, PkixVerifier pkix) {}
