package org.requiretls.james.dns;

/**
 * One step of an alias chain: a CNAME record, or one that follows from a DNAME record.
 *
 * @param alias the name that has the alias
 * @param target where it leads
 * @param security {@link SecurityStatus#SECURE} or {@link SecurityStatus#INSECURE}; insecure also for every link
 *     after an insecure one (RFC 7672 section 2.1.3)
 */
public record AliasLink(String alias, String target, SecurityStatus security) {

    public boolean isSecure() {
        return security == SecurityStatus.SECURE;
    }
}
