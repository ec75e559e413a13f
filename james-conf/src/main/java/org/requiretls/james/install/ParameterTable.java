package org.requiretls.james.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameters of DaneRemoteDelivery, read out of the page that explains them to administrators, so that what is
 * written there is what is done here.
 */
final class ParameterTable {

    private static final String PAGE = "parameters.md";

    /** A row begins with the name of the parameter and whether the stock mailet has it. */
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| (stock|ours) \\|.*");

    private final Map<String, Boolean> onlyOursByName;

    private ParameterTable(Map<String, Boolean> onlyOursByName) {
        this.onlyOursByName = onlyOursByName;
    }

    /** The table of this bundle. */
    static ParameterTable load() {
        try (InputStream page = ParameterTable.class.getResourceAsStream(PAGE)) {
            if (page == null) {
                throw new IllegalStateException(PAGE + " is missing in the jar of the bundle");
            }
            return parse(new String(page.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ParameterTable parse(String page) {
        Map<String, Boolean> found = new LinkedHashMap<>();
        page.lines()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .forEach(row -> found.put(row.group(1), row.group(2).equals("ours")));
        if (found.isEmpty()) {
            throw new IllegalStateException(PAGE + " holds no table of parameters");
        }
        return new ParameterTable(found);
    }

    /** True when DaneRemoteDelivery, or James for every mailet, reads the parameter. */
    boolean knows(String name) {
        return Mailets.PARAMETERS_OF_JAMES.contains(name)
                || onlyOursByName.keySet().stream().anyMatch(known -> matches(known, name));
    }

    /** True when DaneRemoteDelivery reads it and the stock RemoteDelivery does not. */
    boolean isOnlyOurs(String name) {
        return onlyOursByName.getOrDefault(name, false);
    }

    private static boolean matches(String known, String name) {
        return known.endsWith("*") ? name.startsWith(known.substring(0, known.length() - 1)) : known.equals(name);
    }
}
