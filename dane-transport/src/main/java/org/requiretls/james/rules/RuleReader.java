package org.requiretls.james.rules;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.requiretls.james.pkix.PkixVerifier;

/** Reads the lines of the administrator. */
public final class RuleReader {

    private static final Pattern DESTINATION = Pattern.compile(
            "\\*|\\.?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*|\\[[0-9a-f:.v]+]");
    private static final String COMMENT = "#";

    private final Function<String, Path> fileLocator;
    private final PkixVerifier roots;

    /**
     * @param fileLocator where a file is that a rule names
     * @param roots for rules that name none of their own
     */
    public RuleReader(Function<String, Path> fileLocator, PkixVerifier roots) {
        this.fileLocator = fileLocator;
        this.roots = roots;
    }

    /**
     * The rules in a text with one of them a line; empty lines and those that begin with {@code #} are passed over.
     *
     * @throws RuleSyntaxException with all that is wrong
     */
    public DestinationRules read(String text) throws RuleSyntaxException {
        Map<String, DestinationRule> rules = new LinkedHashMap<>();
        List<String> mistakes = new ArrayList<>();
        for (String line : text.lines().map(String::strip).toList()) {
            if (!line.isEmpty() && !line.startsWith(COMMENT)) {
                readLine(line, rules, mistakes);
            }
        }
        if (!mistakes.isEmpty()) {
            throw new RuleSyntaxException(mistakes);
        }
        return new DestinationRules(rules);
    }

    private void readLine(String line, Map<String, DestinationRule> rules, List<String> mistakes) {
        try {
            List<String> words = Arrays.asList(line.split("\\s+"));
            String destination = destination(words.get(0));
            DestinationRule rule = new RuleBuilder(destination, level(words), fileLocator, roots)
                    .with(settings(words))
                    .build();
            if (rules.putIfAbsent(destination, rule) != null) {
                throw new IllegalArgumentException("there is another rule for " + destination);
            }
        } catch (IllegalArgumentException e) {
            mistakes.add("'" + line + "': " + e.getMessage());
        }
    }

    private static String destination(String word) {
        String destination = word.toLowerCase(Locale.ROOT);
        if (!DESTINATION.matcher(destination).matches()) {
            throw new IllegalArgumentException(
                    word + " is neither a domain (A-labels), nor .domain for all below it, nor * for all the rest");
        }
        return destination;
    }

    private static LevelName level(List<String> words) {
        String word = words.size() > 1 ? words.get(1) : "";
        return LevelName.named(word)
                .orElseThrow(() -> new IllegalArgumentException("after the destination stands one of "
                        + Arrays.stream(LevelName.values()).map(LevelName::text).collect(Collectors.joining(", "))
                        + ", not '" + word + "'"));
    }

    private static Map<Setting, String> settings(List<String> words) {
        Map<Setting, String> settings = new LinkedHashMap<>();
        for (String word : words.subList(2, words.size())) {
            int equals = word.indexOf('=');
            String key = equals < 0 ? word : word.substring(0, equals);
            Setting setting = Setting.named(key)
                    .orElseThrow(() -> new IllegalArgumentException("there is no setting '" + key + "', there are "
                            + Arrays.stream(Setting.values()).map(Setting::key).collect(Collectors.joining(", "))));
            if (equals < 0 || equals == word.length() - 1) {
                throw new IllegalArgumentException(key + " needs a value, as " + key + "=…");
            }
            if (settings.putIfAbsent(setting, word.substring(equals + 1)) != null) {
                throw new IllegalArgumentException(key + " is given twice");
            }
        }
        return settings;
    }
}
