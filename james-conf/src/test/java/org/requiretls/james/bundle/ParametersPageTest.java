package org.requiretls.james.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.requiretls.james.delivery.Parameter;

/** The page for administrators says what the code does. */
class ParametersPageTest {

    private static final Path PAGE = Path.of(System.getProperty("parameters.page"));

    @Test
    void listsEveryParameterInTheWordsOfTheCode() throws IOException {
        List<String> expected = Arrays.stream(Parameter.values())
                .map(each -> "| `%s` | %s | %s |".formatted(each.key(), each.defaultValue(), each.meaning()))
                .toList();

        assertThat(Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `")))
                .containsExactlyElementsOf(expected);
    }
}
