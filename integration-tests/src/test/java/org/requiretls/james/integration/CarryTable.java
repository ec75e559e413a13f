package org.requiretls.james.integration;

import java.util.List;
import java.util.Map;

/** What became of the tag at each step, for a reader. */
final class CarryTable {

    private CarryTable() {}

    static String of(List<CarryStep> steps, Map<CarryStep, String> carried, Map<CarryStep, String> alone) {
        StringBuilder page = new StringBuilder("""
                # What becomes of REQUIRETLS at each step of James

                Written by CarryIT from what its far side saw: the tag is kept where the MAIL line has the parameter.

                | step | tag | kept by | seen at the far side | mailet of James alone |
                |---|---|---|---|---|
                """);
        for (CarryStep step : steps) {
            String seen = carried.getOrDefault(step, "not run");
            page.append("| %s | %s | %s | `%s` | `%s` |%n"
                    .formatted(
                            step.name(),
                            seen.contains("REQUIRETLS") ? "kept" : "LOST",
                            step.carriedBy(),
                            seen,
                            alone.getOrDefault(step, "not run")));
        }
        return page.toString();
    }
}
