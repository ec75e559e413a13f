package org.requiretls.james.dane;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which digests TLSA records may use, and which of them are stronger (RFC 7671 section 9). A matching type that is not
 * listed is unusable, be it unknown or too weak for local policy (RFC 6698 section 4.1).
 *
 * @param strongestFirst without repetition; may be empty, then only exact matches count
 */
public record DigestOrder(List<Digest> strongestFirst) {

    private static final Pattern TYPE_AND_NAME = Pattern.compile("\\s*(\\d{1,3})\\s*=\\s*(\\S+)\\s*");
    private static final int LEAST_LENGTH = 32;

    /** SHA-512 before SHA-256, the two that RFC 6698 defines. */
    public static final DigestOrder STANDARD = new DigestOrder(List.of(
            new Digest(TlsaRecord.MATCHING_SHA512, "SHA-512"), new Digest(TlsaRecord.MATCHING_SHA256, "SHA-256")));

    /**
     * A matching type and what it stands for.
     *
     * @param matchingType 1 to 255
     * @param algorithm its name in the JDK, such as {@code SHA-256}
     */
    public record Digest(int matchingType, String algorithm) {

        private static final int HIGHEST_TYPE = 255;

        /** @throws IllegalArgumentException if the type is out of range or the JDK has no such digest */
        public Digest {
            if (matchingType <= TlsaRecord.MATCHING_EXACT || matchingType > HIGHEST_TYPE) {
                throw new IllegalArgumentException("A digest has a matching type from 1 to 255, not " + matchingType);
            }
            newInstance(algorithm);
        }

        /** In octets. */
        int length() {
            return newInstance(algorithm).getDigestLength();
        }

        byte[] of(byte[] data) {
            return newInstance(algorithm).digest(data);
        }

        private static MessageDigest newInstance(String algorithm) {
            try {
                return MessageDigest.getInstance(algorithm);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalArgumentException(
                        "This JVM has no digest \"" + algorithm + "\"; names are such as SHA-512 or SHA3-256", e);
            }
        }
    }

    /** @throws IllegalArgumentException if a matching type occurs twice */
    public DigestOrder {
        strongestFirst = List.copyOf(strongestFirst);
        Set<Integer> types = new HashSet<>();
        for (Digest digest : strongestFirst) {
            if (!types.add(digest.matchingType())) {
                throw new IllegalArgumentException("Two digests for matching type " + digest.matchingType());
            }
        }
    }

    /**
     * Reads an order.
     *
     * @param text matching types and digests, the strongest first, such as {@code 2=SHA-512, 1=SHA-256}
     * @throws IllegalArgumentException if it is empty or not of this form, if a type that RFC 6698 defines stands for
     *     another digest, or if a digest is weaker than those
     */
    public static DigestOrder parse(String text) {
        List<Digest> digests =
                Arrays.stream(text.split(",")).map(DigestOrder::parseOne).toList();
        return new DigestOrder(digests);
    }

    private static Digest parseOne(String text) {
        Matcher matcher = TYPE_AND_NAME.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text.trim() + "' is not a matching type and a digest, such as 1=SHA-256");
        }
        Digest digest = new Digest(Integer.parseInt(matcher.group(1)), matcher.group(2));
        Optional<Digest> defined = STANDARD.digest(digest.matchingType());
        if (defined.isPresent() && !defined.get().equals(digest)) {
            throw new IllegalArgumentException("Matching type " + digest.matchingType() + " stands for "
                    + defined.get().algorithm() + " (RFC 6698), not for " + digest.algorithm());
        }
        if (digest.length() < LEAST_LENGTH) {
            throw new IllegalArgumentException(
                    digest.algorithm() + " is too weak, a digest has at least " + LEAST_LENGTH + " octets");
        }
        return digest;
    }

    Optional<Digest> digest(int matchingType) {
        for (Digest digest : strongestFirst) {
            if (digest.matchingType() == matchingType) {
                return Optional.of(digest);
            }
        }
        return Optional.empty();
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return strongestFirst.stream()
                .map(digest -> digest.matchingType() + "=" + digest.algorithm())
                .collect(Collectors.joining(", "));
    }

    /** 0 is the strongest. */
    int rank(int matchingType) {
        return strongestFirst.stream().map(Digest::matchingType).toList().indexOf(matchingType);
    }
}
