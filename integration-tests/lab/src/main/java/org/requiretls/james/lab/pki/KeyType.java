package org.requiretls.james.lab.pki;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/** The kinds of key that mail servers use. */
public enum KeyType {
    /** Elliptic curve P-256: made in no time, hence the default of the lab. */
    EC_P256("EC", new ECGenParameterSpec("secp256r1")),
    /** RSA with 2048 bits: still what most mail servers have; costs up to a second. */
    RSA_2048("RSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4)),
    /** RSA with 512 bits: too weak for any policy. */
    RSA_512("RSA", new RSAKeyGenParameterSpec(512, RSAKeyGenParameterSpec.F4));

    private final String algorithm;
    private final AlgorithmParameterSpec parameters;

    KeyType(String algorithm, AlgorithmParameterSpec parameters) {
        this.algorithm = algorithm;
        this.parameters = parameters;
    }

    /** A fresh pair of keys. */
    public KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(parameters);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM cannot make a key of type " + this, e);
        }
    }
}
