package org.requiretls.james.named;

import com.google.inject.AbstractModule;
import com.google.inject.Scopes;
import org.apache.james.dnsservice.api.DNSService;
import org.requiretls.james.arrangement.StockProgram;

/** The main program. */
public final class NamedJames {

    private NamedJames() {}

    public static void main(String[] arguments) throws Exception {
        StockProgram.runWith(new Names());
    }

    private static final class Names extends AbstractModule {
        @Override
        protected void configure() {
            bind(NamesInAFile.class).in(Scopes.SINGLETON);
            bind(DNSService.class).to(NamesInAFile.class);
        }
    }
}
