package org.requiretls.james.install;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What the administrator typed.
 *
 * @param home where James is; empty only when {@link Option#HELP} is asked for
 */
record Arguments(Optional<Path> home, Set<Option> options) {

    static final String USAGE = """
            Usage: install.sh JAMES_HOME [--dry-run] [--uninstall] [--doctor]

            Puts the REQUIRETLS bundle into the Apache James 3.8 at JAMES_HOME, the folder
            that holds conf/ and extensions-jars/. James has to be restarted afterwards.

              --dry-run     show what would be changed, change nothing
              --uninstall   take the bundle out again
              --doctor      read the configuration and say where it breaks what REQUIRETLS
                            promises, change nothing; exit status 1 if something was found
              --help        show this text

            What is changed is copied to JAMES_HOME/requiretls-backup/ before.
            """;

    enum Option {
        DRY_RUN("--dry-run"),
        UNINSTALL("--uninstall"),
        DOCTOR("--doctor"),
        HELP("--help");

        private final String spelling;

        Option(String spelling) {
            this.spelling = spelling;
        }
    }

    /** @throws UsageException for an unknown option, and unless there is exactly one home */
    static Arguments parse(String... words) throws UsageException {
        Set<Option> options = EnumSet.noneOf(Option.class);
        Path home = null;
        for (String word : words) {
            if (word.startsWith("-")) {
                options.add(option(word));
            } else if (home == null) {
                home = Path.of(word);
            } else {
                throw new UsageException("more than one JAMES_HOME: " + home + " and " + word);
            }
        }
        if (home == null && !options.contains(Option.HELP)) {
            throw new UsageException("JAMES_HOME is missing");
        }
        return new Arguments(Optional.ofNullable(home), options);
    }

    boolean has(Option option) {
        return options.contains(option);
    }

    private static Option option(String word) throws UsageException {
        for (Option option : Option.values()) {
            if (option.spelling.equals(word)) {
                return option;
            }
        }
        throw new UsageException("unknown option " + word);
    }

    /** The words make no sense; the message says why. */
    static final class UsageException extends Exception {
        UsageException(String message) {
            super(message);
        }
    }
}
