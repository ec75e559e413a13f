package org.requiretls.james.dns;

import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts how often this JVM verifies an ECDSA signature, from its opening until it is closed. */
final class CountedVerifications extends Provider implements AutoCloseable {

    private static final String ALGORITHM = "SHA256withECDSA";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private CountedVerifications() {
        super("counted verifications", "1", "counts, and leaves the work to the JDK");
        put("Signature." + ALGORITHM, Counting.class.getName());
    }

    static CountedVerifications start() {
        CountedVerifications provider = new CountedVerifications();
        COUNT.set(0);
        Security.insertProviderAt(provider, 1);
        return provider;
    }

    int count() {
        return COUNT.get();
    }

    @Override
    public void close() {
        Security.removeProvider(getName());
    }

    /** Made by the JDK, by name. */
    public static final class Counting extends SignatureSpi {

        private final Signature real;

        public Counting() throws NoSuchAlgorithmException, NoSuchProviderException {
            real = Signature.getInstance(ALGORITHM, "SunEC");
        }

        @Override
        protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
            real.initVerify(key);
        }

        @Override
        protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
            real.initSign(key);
        }

        @Override
        protected void engineUpdate(byte octet) throws SignatureException {
            real.update(octet);
        }

        @Override
        protected void engineUpdate(byte[] octets, int offset, int length) throws SignatureException {
            real.update(octets, offset, length);
        }

        @Override
        protected byte[] engineSign() throws SignatureException {
            return real.sign();
        }

        @Override
        protected boolean engineVerify(byte[] signature) throws SignatureException {
            COUNT.incrementAndGet();
            return real.verify(signature);
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new InvalidParameterException(name);
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new InvalidParameterException(name);
        }
    }
}
