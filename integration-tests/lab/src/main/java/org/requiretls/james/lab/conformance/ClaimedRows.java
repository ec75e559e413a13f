package org.requiretls.james.lab.conformance;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;

/**
 * What the annotations at one test claim.
 *
 * @param test class and method, like {@code org.example.SomeTest#method}
 * @param ids of the method and of the classes around it, in this order
 */
record ClaimedRows(String test, Set<String> ids) {

    /** Empty if this is no method of a test class. */
    static Optional<ClaimedRows> of(TestSource source) {
        return source instanceof MethodSource method ? Optional.of(at(method)) : Optional.empty();
    }

    private static ClaimedRows at(MethodSource method) {
        Class<?> owner = method.getJavaClass();
        Set<String> ids = new LinkedHashSet<>();
        Stream.concat(
                        Stream.of(method.getJavaMethod()),
                        Stream.<Class<?>>iterate(owner, Objects::nonNull, Class::getEnclosingClass))
                .map(element -> element.getAnnotation(Covers.class))
                .filter(Objects::nonNull)
                .flatMap(covers -> Arrays.stream(covers.value()))
                .forEach(ids::add);
        return new ClaimedRows(owner.getName() + "#" + method.getMethodName(), ids);
    }
}
