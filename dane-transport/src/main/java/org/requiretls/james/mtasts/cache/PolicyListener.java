package org.requiretls.james.mtasts.cache;

/** Is told what happens to policies. */
@FunctionalInterface
public interface PolicyListener {

    /** Called on threads that others wait for: returns soon, and throws nothing. */
    void happened(PolicyEvent event);
}
