package org.requiretls.james.lab.pki;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;

/** Names as they stand in certificates; nothing is checked, since bad names are half of the game. */
final class Names {

    private static final ASN1ObjectIdentifier COMMON_NAME = BCStyle.CN;

    private Names() {}

    /** Names an organisation and thereby no host. */
    static X500Name organization(String name) {
        return new X500NameBuilder().addRDN(BCStyle.O, new DERUTF8String(name)).build();
    }

    static X500Name commonName(String... names) {
        X500NameBuilder builder = new X500NameBuilder();
        for (String name : names) {
            builder.addRDN(COMMON_NAME, new DERUTF8String(name));
        }
        return builder.build();
    }

    static GeneralName dns(String name) {
        return new GeneralName(GeneralName.dNSName, new DERIA5String(name, false));
    }

    static GeneralName ip(String address) {
        return new GeneralName(GeneralName.iPAddress, address);
    }

    static GeneralName email(String address) {
        return new GeneralName(GeneralName.rfc822Name, address);
    }
}
