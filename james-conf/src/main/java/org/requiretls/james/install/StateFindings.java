package org.requiretls.james.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Who besides James may write what it remembers from one start to the next. */
final class StateFindings {

    private static final Set<PosixFilePermission> OF_OTHERS =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private StateFindings() {}

    /** A directory of ours, with what comes of another's hand in it. */
    private record State(String name, String consequence) {}

    private static final List<State> ALL = List.of(
            new State("var/mta-sts", "they can put an MTA-STS policy there that lets mail go to a host of theirs"),
            new State("var/tls-report-counts", "they can change what TLS reports tell others"),
            new State("var/tls-reports", "they can change what TLS reports tell about you"));

    /** Those at their usual places, on a system that knows file modes. */
    static List<Finding> in(JamesHome home) {
        return ALL.stream()
                .flatMap(state -> examine(home.root().resolve(state.name()), state))
                .toList();
    }

    private static Stream<Finding> examine(Path directory, State state) {
        PosixFileAttributeView view = Files.getFileAttributeView(directory, PosixFileAttributeView.class);
        try {
            return view == null || !Files.isDirectory(directory)
                    ? Stream.empty()
                    : view.readAttributes().permissions().stream()
                            .filter(OF_OTHERS::contains)
                            .limit(1)
                            .map(any -> new Finding(
                                    state.name(),
                                    "others than its owner may write to it",
                                    state.consequence(),
                                    "chmod go-w " + directory));
        } catch (IOException e) {
            return Stream.of(new Finding(
                    state.name(),
                    "can't be looked at: " + e.getMessage(),
                    "nobody can say who may write to it",
                    "run this as the user that James runs as"));
        }
    }
}
