package org.requiretls.james.mtasts.hosting;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.requiretls.james.mtasts.PolicyDomain;
import org.requiretls.james.mtasts.PolicyParser;
import org.requiretls.james.mtasts.PolicyReading;

/** All policies of ours, by domain. */
public final class PublishedPolicies {

    private static final String SUFFIX = ".txt";

    private final Map<String, PublishedPolicy> byHost = new TreeMap<>();

    private PublishedPolicies(List<PublishedPolicy> policies) {
        policies.forEach(policy -> byHost.put(policy.domain().policyHost(), policy));
    }

    /**
     * Reads every file {@code <domain>.txt} of a directory.
     *
     * @throws PublishedPoliciesException says everything that is wrong with them
     */
    public static PublishedPolicies in(Path directory) throws PublishedPoliciesException {
        List<PublishedPolicy> policies = new ArrayList<>();
        List<String> mistakes = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                read(file, policies, mistakes);
            }
        } catch (IOException e) {
            mistakes.add(directory + " can't be read: " + e);
        }
        if (policies.isEmpty() && mistakes.isEmpty()) {
            mistakes.add("there is no file <domain>" + SUFFIX + " in " + directory);
        }
        if (!mistakes.isEmpty()) {
            throw new PublishedPoliciesException(mistakes);
        }
        return new PublishedPolicies(policies);
    }

    private static void read(Path file, List<PublishedPolicy> policies, List<String> mistakes) throws IOException {
        String name = file.getFileName().toString();
        Optional<PolicyDomain> domain = PolicyDomain.of(name.substring(0, name.length() - SUFFIX.length()));
        byte[] octets = Files.readAllBytes(file);
        PolicyReading reading = PolicyParser.parse(octets);
        if (domain.isEmpty()) {
            mistakes.add(file + ": the name is not that of a domain, in lower case and as A-labels (xn--...)");
        } else if (reading instanceof PolicyReading.Invalid invalid) {
            mistakes.add(file + ": " + invalid.detail());
        } else {
            policies.add(new PublishedPolicy(
                    domain.get(),
                    new String(octets, StandardCharsets.UTF_8),
                    ((PolicyReading.Valid) reading).policy()));
        }
    }

    /** @param host the policy host, {@code mta-sts.<domain>}, lower case */
    Optional<PublishedPolicy> at(String host) {
        return Optional.ofNullable(byHost.get(host));
    }

    /** In the order of their domains. */
    public List<PublishedPolicy> all() {
        return List.copyOf(byHost.values());
    }
}
