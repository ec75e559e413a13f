package org.requiretls.james.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.requiretls.james.lab.conformance.Covers;

class MxPatternTest {

    private static boolean names(String pattern, String host) {
        return new StsPolicy(
                        PolicyMode.ENFORCE,
                        Duration.ofDays(1),
                        List.of(MxPattern.parse(pattern).orElseThrow()),
                        "mx: " + pattern)
                .names(host);
    }

    @ParameterizedTest
    @CsvSource({
        "mail.example.com, mail.example.com, true",
        "mail.example.com, MAIL.Example.COM, true",
        "Mail.Example.com, mail.example.com, true",
        "mail.example.com, mail.example.com., true",
        "mail.example.com, example.com, false",
        "mail.example.com, a.mail.example.com, false",
        "mail.example.com, xmail.example.com, false",
        "*.example.com, mail.example.com, true",
        "*.example.com, MAIL.example.com., true",
        "*.example.com, example.com, false",
        "*.example.com, a.b.example.com, false",
        "*.example.com, .example.com, false",
        "*.example.com, mailexample.com, false",
        "*.example.com, mail.example.com.evil.test, false",
        "*.example.com, mail.example.net, false",
        "example.com, *.example.com, false",
        "mail.example.com, '', false",
        "*.example.com, ., false",
    })
    @Covers("R8461-4.1-01")
    void comparesTheNameOfTheMxRecord(String pattern, String host, boolean named) {
        assertThat(names(pattern, host)).isEqualTo(named);
    }

    /** All names of up to three labels over two letters, against all patterns of them: a wildcard is one label. */
    @Test
    @Covers("R8461-4.1-01")
    void agreesWithTheDefinitionOverAllSmallNames() {
        List<String> names = smallNames();
        for (String pattern : names) {
            for (String host : names) {
                assertThat(names(pattern, host)).isEqualTo(host.equals(pattern));
                boolean oneMoreLabel = host.indexOf('.') > 0
                        && host.substring(host.indexOf('.') + 1).equals(pattern);
                assertThat(names("*." + pattern, host))
                        .as("*.%s, %s", pattern, host)
                        .isEqualTo(oneMoreLabel);
            }
        }
    }

    private static List<String> smallNames() {
        List<String> names = new ArrayList<>();
        List<String> shorter = List.of("");
        for (int labels = 1; labels <= 3; labels++) {
            List<String> longer = new ArrayList<>();
            for (String rest : shorter) {
                for (String label : List.of("a", "b", "ab")) {
                    longer.add(rest.isEmpty() ? label : label + "." + rest);
                }
            }
            names.addAll(longer);
            shorter = longer;
        }
        return names;
    }
}
