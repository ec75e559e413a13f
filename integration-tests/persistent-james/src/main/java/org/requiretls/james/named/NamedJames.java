package org.requiretls.james.named;

import com.google.inject.AbstractModule;
import com.google.inject.Scopes;
import org.apache.james.ExtraProperties;
import org.apache.james.FakeSearchMailboxModule;
import org.apache.james.JamesServerMain;
import org.apache.james.MemoryJamesConfiguration;
import org.apache.james.MemoryJamesServerMain;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.modules.server.JMXServerModule;

/** The main program. */
public final class NamedJames {

    private NamedJames() {}

    public static void main(String[] arguments) throws Exception {
        ExtraProperties.initialize();
        MemoryJamesConfiguration configuration = MemoryJamesConfiguration.builder()
                .useWorkingDirectoryEnvProperty()
                .build();
        JamesServerMain.main(MemoryJamesServerMain.createServer(configuration)
                .combineWith(new FakeSearchMailboxModule(), new JMXServerModule())
                .overrideWith(new Names()));
    }

    private static final class Names extends AbstractModule {
        @Override
        protected void configure() {
            bind(NamesInAFile.class).in(Scopes.SINGLETON);
            bind(DNSService.class).to(NamesInAFile.class);
        }
    }
}
