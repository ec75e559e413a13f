/**
 * What every real program needs that the lab starts as a process of its own: an end that does not depend on the
 * program's good will, and the end of its log in the message of a failure.
 */
package org.requiretls.james.lab.process;
