package org.requiretls.james;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import javax.annotation.PreDestroy;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.apache.james.filesystem.api.FileSystem;
import org.apache.james.utils.UserDefinedStartable;
import org.requiretls.james.mtasts.hosting.PolicyServer;
import org.requiretls.james.mtasts.hosting.PublishedPolicies;
import org.requiretls.james.mtasts.hosting.PublishedPoliciesException;
import org.requiretls.james.mtasts.hosting.PublishedPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hosts the MTA-STS policies of our own domains (RFC 8461), behind a TLS server of the administrator's. Switched on in
 * extensions.properties:
 *
 * <pre>{@code guice.extension.startable=org.requiretls.james.MtaStsPolicyHost}</pre>
 *
 * <p>and set up in mta-sts.properties, {@code listen} and {@code policies}. A policy with a mistake stops James.
 */
@Singleton
public class MtaStsPolicyHost implements UserDefinedStartable {

    private static final Logger LOGGER = LoggerFactory.getLogger(MtaStsPolicyHost.class);
    private static final String CONFIGURATION = FileSystem.FILE_PROTOCOL_AND_CONF + "mta-sts.properties";

    private final FileSystem files;
    private PolicyServer server;

    @Inject
    public MtaStsPolicyHost(FileSystem files) {
        this.files = files;
    }

    /** @throws IllegalStateException if a policy or the configuration has a mistake; the text names it */
    @Override
    public void start() {
        try {
            MtaStsHosting settings = MtaStsHosting.of(properties());
            PublishedPolicies policies =
                    PublishedPolicies.in(files.getFile(settings.policies()).toPath());
            server = new PolicyServer(settings.listen(), policies);
            for (PublishedPolicy policy : policies.all()) {
                LOGGER.info(
                        "The MTA-STS policy of {} (mode {}) is served at {}; its record: {}",
                        policy.domain(),
                        policy.policy().mode().text(),
                        server.address(),
                        policy.record());
                policy.advice().ifPresent(LOGGER::warn);
            }
        } catch (IOException | PublishedPoliciesException | IllegalArgumentException e) {
            throw new IllegalStateException("MTA-STS policies can't be hosted: " + e.getMessage(), e);
        }
    }

    /** Everything has a default, so that the file may be missing. */
    private Properties properties() throws IOException {
        Properties properties = new Properties();
        Path file = fileOrNone();
        if (Files.exists(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                properties.load(in);
            }
        }
        return properties;
    }

    private Path fileOrNone() {
        try {
            return files.getFile(CONFIGURATION).toPath();
        } catch (FileNotFoundException e) {
            return Path.of("");
        }
    }

    @PreDestroy
    public void stop() {
        if (server != null) {
            server.close();
        }
    }
}
