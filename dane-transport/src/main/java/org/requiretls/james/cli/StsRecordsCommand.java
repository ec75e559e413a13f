package org.requiretls.james.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.requiretls.james.mtasts.hosting.PublishedPolicies;
import org.requiretls.james.mtasts.hosting.PublishedPoliciesException;
import org.requiretls.james.mtasts.hosting.PublishedPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code requiretls sts-records}: what to publish in DNS for the policies of our own. */
@Command(
        name = "sts-records",
        mixinStandardHelpOptions = true,
        versionProvider = RequireTlsTool.Version.class,
        description = {
            "Reads the MTA-STS policies that MtaStsPolicyHost serves, a file <domain>.txt each, with the parser that"
                    + " judges the policies of others, and prints the DNS records that belong to them. Serve a changed"
                    + " policy first, then change its record (RFC 8461 section 8.1)."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:The records were printed.", "64:A policy or an argument has a mistake."})
final class StsRecordsCommand implements Callable<Integer> {

    private static final int PRINTED = 0;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIRECTORY", description = "Where the policies are, such as conf/mta-sts of James.")
    private Path directory;

    @Override
    public Integer call() {
        try {
            PublishedPolicies.in(directory).all().forEach(this::print);
            return PRINTED;
        } catch (PublishedPoliciesException e) {
            spec.commandLine().getErr().println(spec.qualifiedName() + ": " + e.getMessage());
            return ExitStatus.USAGE.code();
        }
    }

    private void print(PublishedPolicy policy) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("; " + policy.domain() + ": mode " + policy.policy().mode().text() + ", max_age "
                + policy.policy().maxAge().toSeconds() + " s, mx "
                + policy.policy().mx());
        policy.advice().ifPresent(advice -> out.println("; " + advice));
        out.println(policy.record());
        out.println("; and A, AAAA or CNAME to the TLS server in front: "
                + policy.domain().policyHost() + ".");
    }
}
