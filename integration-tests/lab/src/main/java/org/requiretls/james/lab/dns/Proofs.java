package org.requiretls.james.lab.dns;

import java.util.Collection;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;

/** How a zone proves what it does not have. The record sets are still to be signed. */
interface Proofs {

    /** Of the types that a name has, and of no others. */
    List<RRset> ofTypes(Name name);

    /** That a name does not exist, so that a wildcard may answer for it. */
    List<RRset> ofAbsence(Name name);

    /** That a name does not exist, and what the wildcard in its place has, if that exists. */
    List<RRset> ofAbsence(Name name, Name wildcard);

    /** Every record set there is, in order. */
    Collection<RRset> all();
}
