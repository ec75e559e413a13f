package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.requiretls.james.hop.HopLab.BOB;
import static org.requiretls.james.hop.HopLab.EVE;
import static org.requiretls.james.hop.HopLab.MX2;
import static org.requiretls.james.hop.HopLab.inClear;
import static org.requiretls.james.hop.HopLab.message;
import static org.requiretls.james.policy.MessageTag.NONE;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Deferred;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Failed;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.route.HostFindings;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.route.Route;
import org.requiretls.james.route.RouteResolver;

/** A defect of ours leaves a step of a delivery without an end: the delivery has one all the same. */
class OverdueDeliveryTest extends HopTest {

    private static final Duration SHORT = Duration.ofMillis(700);

    /** The real lookups, but for those that never end. */
    private record Stuck(RouteResolver routes, boolean routeEnds, String hostWithoutEnd) implements RouteResolver {
        @Override
        public CompletableFuture<Route> route(String domain) {
            return routeEnds ? routes.route(domain) : new CompletableFuture<>();
        }

        @Override
        public CompletableFuture<HostFindings> examine(MxHost host) {
            return host.name().equals(hostWithoutEnd) ? new CompletableFuture<>() : routes.examine(host);
        }
    }

    private static void assertOverdue(DeliveryReport report, String recipient) {
        assertThat(outcome(report, recipient)).isInstanceOfSatisfying(Deferred.class, deferred -> {
            assertThat(deferred.failure().status()).hasToString("450 4.3.0");
            assertThat(deferred.failure().text()).contains("did not end within", "was broken off");
        });
    }

    @Test
    @DisplayName("The lookup of the hosts never ends: the mail waits")
    void lookupWithoutEnd() {
        HopEngine engine = lab.engine(new Stuck(lab.routes(), false, ""), lab.handover(), SHORT);

        assertOverdue(HopLab.deliver(engine, message(NONE, BOB)), BOB);
    }

    @Test
    @DisplayName("The second host never ends: what the first one settled stays settled, the others wait")
    void secondHostWithoutEnd() {
        lab.publishTwoHosts(zone -> zone);
        lab.startMx1(inClear()
                .onRecipient(BOB, Answer.reply("550 5.1.1 unknown"))
                .onRecipient(EVE, Answer.reply("450 4.2.1 later")));
        HopEngine engine = lab.engine(new Stuck(lab.routes(), true, MX2), lab.handover(), SHORT);

        DeliveryReport report = HopLab.deliver(engine, message(NONE, BOB, EVE));

        assertThat(outcome(report, BOB)).isInstanceOf(Failed.class);
        assertThat(outcome(report, EVE)).isInstanceOf(Deferred.class);
    }

    @Test
    @DisplayName("A good session is never used: it is cut, and the mail waits")
    void sessionWithoutUse() {
        lab.publish(zone -> zone);
        SmtpPeer peer = lab.startMx1(inClear());
        HopEngine engine = lab.engine(lab.routes(), (hop, verdict, session) -> new CompletableFuture<>(), SHORT);

        assertOverdue(HopLab.deliver(engine, message(NONE, BOB)), BOB);
        await().until(() -> lab.openConnections() == 0);
        assertToldNothing(peer);
    }
}
