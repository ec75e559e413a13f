package org.requiretls.james.smtpclient;

import java.util.Optional;

/**
 * Who does TLS in this process.
 *
 * @param reason what was chosen, and why, in a sentence
 */
record TlsLibrary(TlsEngines engines, String reason) {

    /** @throws IllegalStateException if the native library is demanded and can't be had */
    static TlsLibrary choose(TlsProvider provider) {
        if (provider == TlsProvider.JDK) {
            return jdk("as configured");
        }
        Optional<String> obstacle = obstacle();
        if (obstacle.isPresent() && provider == TlsProvider.NATIVE) {
            throw new IllegalStateException(
                    "the native TLS library can't be used here: " + obstacle.get() + "; 'auto' would do without it");
        }
        if (obstacle.isPresent()) {
            return jdk("since the native library, several times faster, can't be used here: " + obstacle.get());
        }
        TlsEngines engines = new NativeTls();
        return new TlsLibrary(engines, "TLS is done by " + engines.description());
    }

    private static TlsLibrary jdk(String why) {
        TlsEngines engines = new JdkTls();
        return new TlsLibrary(engines, "TLS is done by " + engines.description() + ", " + why);
    }

    /** A library that breaks while it is loaded is one that does not load. */
    private static Optional<String> obstacle() {
        try {
            return NativeTls.obstacle();
        } catch (LinkageError | RuntimeException e) {
            return Optional.of(e.toString());
        }
    }
}
