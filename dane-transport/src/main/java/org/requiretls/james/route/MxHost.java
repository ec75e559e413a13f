package org.requiretls.james.route;

/**
 * One host that takes mail for a domain.
 *
 * @param name A-labels, lower case, no trailing dot; for an address literal the address in brackets
 * @param preference of the MX record, 0 to 65535, lower is better; 0 where there was no MX record
 * @param port TCP port, 25 unless the administrator named another
 */
public record MxHost(String name, int preference, int port) {}
