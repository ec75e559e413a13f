package org.requiretls.james.dane;

import java.math.BigInteger;
import java.security.Principal;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.Set;

/** A certificate of which nothing can be read: every question ends in an exception. */
final class BrokenCertificate extends X509Certificate {

    private static <T> T fail() {
        throw new IllegalStateException("this certificate cannot be read");
    }

    @Override
    public void checkValidity() {
        fail();
    }

    @Override
    public void checkValidity(Date date) {
        fail();
    }

    @Override
    public int getVersion() {
        return BrokenCertificate.<Integer>fail();
    }

    @Override
    public BigInteger getSerialNumber() {
        return BigInteger.ONE;
    }

    @Override
    @SuppressWarnings("deprecation") // the class that we extend demands it
    public Principal getIssuerDN() {
        return fail();
    }

    @Override
    @SuppressWarnings("deprecation") // the class that we extend demands it
    public Principal getSubjectDN() {
        return fail();
    }

    @Override
    public Date getNotBefore() {
        return fail();
    }

    @Override
    public Date getNotAfter() {
        return fail();
    }

    @Override
    public byte[] getTBSCertificate() {
        return fail();
    }

    @Override
    public byte[] getSignature() {
        return fail();
    }

    @Override
    public String getSigAlgName() {
        return fail();
    }

    @Override
    public String getSigAlgOID() {
        return fail();
    }

    @Override
    public byte[] getSigAlgParams() {
        return fail();
    }

    @Override
    public boolean[] getIssuerUniqueID() {
        return fail();
    }

    @Override
    public boolean[] getSubjectUniqueID() {
        return fail();
    }

    @Override
    public boolean[] getKeyUsage() {
        return fail();
    }

    @Override
    public int getBasicConstraints() {
        return BrokenCertificate.<Integer>fail();
    }

    @Override
    public byte[] getEncoded() {
        return fail();
    }

    @Override
    public void verify(PublicKey key) {
        fail();
    }

    @Override
    public void verify(PublicKey key, String provider) {
        fail();
    }

    @Override
    public String toString() {
        return "a certificate that cannot be read";
    }

    @Override
    public PublicKey getPublicKey() {
        return fail();
    }

    @Override
    public boolean hasUnsupportedCriticalExtension() {
        return BrokenCertificate.<Boolean>fail();
    }

    @Override
    public Set<String> getCriticalExtensionOIDs() {
        return fail();
    }

    @Override
    public Set<String> getNonCriticalExtensionOIDs() {
        return fail();
    }

    @Override
    public byte[] getExtensionValue(String oid) {
        return fail();
    }
}
