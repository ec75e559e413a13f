package org.requiretls.james.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.requiretls.james.carry.TagLosingMailet;
import org.requiretls.james.delivery.Parameter;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.rules.LevelName;
import org.requiretls.james.rules.Setting;
import org.requiretls.james.selfcheck.FindingKind;
import org.requiretls.james.smtp.HandlerElement;

/** The pages for administrators say what the code does. */
class PagesTest {

    private static final Path PAGES = Path.of(System.getProperty("pages"));

    @Test
    void parametersAreListedInTheWordsOfTheCode() throws IOException {
        assertThat(tableRows("parameters.md"))
                .containsExactlyElementsOf(Arrays.stream(Parameter.values())
                        .map(each -> "| `%s` | %s | %s |".formatted(each.key(), each.defaultValue(), each.meaning()))
                        .toList());
    }

    @Test
    void elementsOfTheHandlerAreListedInTheWordsOfTheCode() throws IOException {
        assertThat(tableRows("receiving.md"))
                .startsWith(Arrays.stream(HandlerElement.values())
                        .map(each -> "| `%s` | %s | %s |".formatted(each.key(), each.defaultValue(), each.meaning()))
                        .toArray(String[]::new));
    }

    @Test
    void levelsAndSettingsOfRulesAreListedInTheWordsOfTheCode() throws IOException {
        Stream<String> levels =
                Arrays.stream(LevelName.values()).map(each -> "| `%s` | %s |".formatted(each.text(), each.meaning()));
        Stream<String> settings =
                Arrays.stream(Setting.values()).map(each -> "| `%s` | %s |".formatted(each.key(), each.meaning()));

        assertThat(tableRows("rules.md"))
                .containsExactlyElementsOf(Stream.concat(levels, settings).toList());
    }

    @Test
    void mailetsThatLoseTheTagAreListedAsTheCodeKnowsThem() throws IOException {
        assertThat(tableRows("mailets.md"))
                .containsSubsequence(Arrays.stream(TagLosingMailet.values())
                        .map(each -> "| `%s` | %s |"
                                .formatted(
                                        each.shortName(),
                                        switch (each.loss()) {
                                            case OF_WHAT_IT_SENDS -> "what it sends";
                                            case OF_THE_MAIL_ITSELF -> "the mail itself";
                                        }))
                        .toList());
    }

    @Test
    void findingsAreListedInTheWordsOfTheCode() throws IOException {
        assertThat(tableRows("self-check.md"))
                .endsWith(Arrays.stream(FindingKind.values())
                        .map(each -> "| `%s` | %s | %s | %s | %s |"
                                .formatted(
                                        each.code(),
                                        each.weight().name().toLowerCase(Locale.ROOT),
                                        each.meaning(),
                                        each.remedy(),
                                        each.reference()))
                        .toArray(String[]::new));
    }

    @Test
    @Covers({"R7672-2.2.3-09", "R7672-4-03", "R7671-8.1-01", "R8689-4.2.2-07"})
    void whatNoLookFromOutsideCanTellIsSaid() throws IOException {
        assertThat(text("publishing.md"))
                .contains("Give each server its own key and its own record.")
                .contains("Give the host that had the key a `3 1 1` record of its own in place of the alias")
                .contains("and then for two TTLs (RFC 7671 section 8.1)")
                .contains("do not act on it, so the wish is lost for that hop");
    }

    @Test
    @Covers({"R8689-5-12", "R8689-8.3-01", "S-LAST-03"})
    void whatUsersHaveToKnowIsSaid() throws IOException {
        assertThat(text("README.md")).contains("Whoever sends with REQUIRETLS should also be able to receive with it.");
        assertThat(text("receiving.md"))
                .contains("encrypts the content, with OpenPGP or S/MIME")
                .contains("whether its reader fetches it inside TLS is up to the access servers");
    }

    /** In one line, since where lines are broken says nothing. */
    private static String text(String page) throws IOException {
        return Files.readString(PAGES.resolve(page)).replaceAll("\\s+", " ");
    }

    private static List<String> tableRows(String page) throws IOException {
        return Files.readAllLines(PAGES.resolve(page)).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
    }
}
