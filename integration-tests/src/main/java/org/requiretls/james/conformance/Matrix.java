package org.requiretls.james.conformance;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.requiretls.james.conformance.State.Covered;
import org.requiretls.james.conformance.State.Elsewhere;
import org.requiretls.james.conformance.State.Explained;
import org.requiretls.james.conformance.State.Open;

/** The catalogue joined with what tests claim and what is explained. */
final class Matrix {

    private final Catalogue catalogue;
    private final Map<String, String> reasons;
    private final Map<String, List<Claim>> claims;

    Matrix(Catalogue catalogue, Map<String, String> reasons, Collection<Claim> claims) {
        this.catalogue = catalogue;
        this.reasons = reasons;
        this.claims = claims.stream().collect(Collectors.groupingBy(Claim::id, TreeMap::new, Collectors.toList()));
    }

    Catalogue catalogue() {
        return catalogue;
    }

    State state(Requirement row) {
        List<Claim> own = claims.getOrDefault(row.id(), List.of());
        List<Claim> broken = own.stream().filter(claim -> !claim.holds()).toList();
        if (!broken.isEmpty()) {
            return new Open(broken);
        }
        if (!own.isEmpty()) {
            return new Covered(own);
        }
        if (reasons.containsKey(row.id())) {
            return new Explained(reasons.get(row.id()));
        }
        boolean settledElsewhere = !row.see().isEmpty()
                && row.see().stream().map(catalogue::row).map(this::state).allMatch(State::isSettled);
        return settledElsewhere ? new Elsewhere(row.see()) : new Open(List.of());
    }

    /** Mistakes in what the tests and the reasons say, whatever was run. Empty if there are none. */
    List<String> mistakes() {
        List<String> mistakes = new ArrayList<>();
        claims.forEach((id, own) -> {
            if (!catalogue.has(id)) {
                mistakes.add(own.get(0).test() + " claims " + id + ", which the catalogue does not have");
            } else if (reasons.containsKey(id)) {
                mistakes.add(id + " has a reason for having no test, but "
                        + own.get(0).test() + " claims it:" + " take the reason out");
            }
        });
        reasons.keySet().stream()
                .filter(id -> !catalogue.has(id))
                .forEach(id -> mistakes.add("There is a reason for " + id + ", which the catalogue does not have"));
        return mistakes;
    }

    /** What has to be settled in these areas and is not. */
    List<String> gaps(Set<Area> complete) {
        return catalogue.rows().stream()
                .filter(row -> complete.contains(row.area()) && row.level().isBinding())
                .flatMap(row -> gap(row, state(row)))
                .toList();
    }

    private static Stream<String> gap(Requirement row, State state) {
        if (!(state instanceof Open open)) {
            return Stream.empty();
        }
        String why = open.broken().isEmpty()
                ? row.see().isEmpty() ? "no test and no reason" : "open like one of " + String.join(", ", row.see())
                : open.broken().get(0).outcome() + ": " + open.broken().get(0).test();
        return Stream.of(row.id() + " (" + row.levelText() + "): " + row.text() + " - " + why);
    }
}
