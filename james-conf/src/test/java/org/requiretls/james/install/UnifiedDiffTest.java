package org.requiretls.james.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class UnifiedDiffTest {

    @Test
    void sameTextsDoNotDiffer() {
        assertThat(UnifiedDiff.of("f", "a\nb\n", "a\nb\n")).isEmpty();
    }

    @Test
    void hasTheFormOfDiff() {
        assertThat(UnifiedDiff.of("f", lines(1, 20), lines(1, 20).replace("5\n", "five\n")))
                .isEqualTo("""
                        --- f
                        +++ f
                        @@ -2,7 +2,7 @@
                         2
                         3
                         4
                        -5
                        +five
                         6
                         7
                         8
                        @@ -12,7 +12,7 @@
                         12
                         13
                         14
                        -15
                        +1five
                         16
                         17
                         18
                        """);
    }

    @Test
    void aMissingLineBreakIsShown() {
        assertThat(UnifiedDiff.of("f", "a\n", "a")).endsWith("-a\n+a\n\\ No newline at end of file\n");
    }

    @RepeatedTest(200)
    void theDiffLeadsFromOneTextToTheOther(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        String before = randomText(random);
        String after = randomText(random);

        assertThat(applied(before, UnifiedDiff.of("f", before, after))).isEqualTo(after);
    }

    /** A small {@code patch}: trusts the line numbers of each hunk. */
    private static String applied(String before, String diff) {
        List<String> old = before.lines().toList();
        StringBuilder patched = new StringBuilder();
        int copied = 0;
        for (String line : diff.lines().skip(2).toList()) {
            if (line.startsWith("@@")) {
                String[] range = line.substring(4, line.indexOf(" +")).split(",");
                int start = Integer.parseInt(range[0]) - (range[1].equals("0") ? 0 : 1);
                for (; copied < start; copied++) {
                    patched.append(old.get(copied)).append('\n');
                }
            } else if (line.startsWith("+")) {
                patched.append(line.substring(1)).append('\n');
            } else {
                assertThat(line.substring(1)).isEqualTo(old.get(copied++));
                patched.append(line.startsWith(" ") ? line.substring(1) + "\n" : "");
            }
        }
        for (; copied < old.size(); copied++) {
            patched.append(old.get(copied)).append('\n');
        }
        return patched.toString();
    }

    private static String randomText(Random random) {
        return random.ints(random.nextInt(40), 0, 4)
                .mapToObj(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private static String lines(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(line -> line + "\n").collect(Collectors.joining());
    }
}
