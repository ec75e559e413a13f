package org.requiretls.james.lab.conformance;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The annotated test shows these rows of the catalogue to be met. On a class: all of its tests together show them.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Covers {

    /** Ids of rows, like {@code R7672-2.2-03}. The build fails on an id that the catalogue does not have. */
    String[] value();
}
