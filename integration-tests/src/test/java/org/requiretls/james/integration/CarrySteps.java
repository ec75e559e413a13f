package org.requiretls.james.integration;

import java.util.List;
import org.requiretls.james.integration.CarryStep.Alone;
import org.requiretls.james.integration.CarryStep.Expectation;

/** All of them. */
final class CarrySteps {

    private static final String CARRY = "CarryTlsRequirement";
    private static final String REPORT = "NonDeliveryReport";
    private static final String END = "EndOfPromise";
    private static final String JAMES = "James";
    private static final String TRANSPORT = "DaneRemoteDelivery";

    private CarrySteps() {}

    static List<CarryStep> all() {
        return List.of(
                // In James 3.8.1 it sends an empty body on.
                composing("Forward", "forward@far.test", "<forwardTo>forward@far.test</forwardTo>"),
                new CarryStep(
                        "resend",
                        "resend@a.test",
                        "resend@far.test",
                        CARRY,
                        Alone.LOST,
                        mailet(
                                "Resend",
                                "resend@a.test",
                                "<recipients>resend@far.test</recipients><fakeDomainCheck>false</fakeDomainCheck>"),
                        Expectation.AS_SIGNED),
                composing(
                        "Redirect",
                        "redirect@far.test",
                        "<recipients>redirect@far.test</recipients><inline>heads</inline>"
                                + "<attachment>message</attachment><passThrough>false</passThrough>"),
                composing("NotifySender", "notifysender@sender.test", "<passThrough>false</passThrough>"),
                composing("NotifyPostmaster", "notifypostmaster@far.test", "<passThrough>false</passThrough>"),
                reporting("Bounce", "<passThrough>false</passThrough>", Alone.LOST),
                reporting("DSNBounce", "<passThrough>false</passThrough>", Alone.KEPT),
                new CarryStep(
                        "delayed",
                        "delayed@a.test",
                        "delayed@sender.test",
                        CARRY,
                        Alone.KEPT,
                        mailet(
                                "DSNBounce",
                                "delayed@a.test",
                                "<action>delayed</action><passThrough>false</passThrough>"),
                        Expectation.ANYTHING),
                new CarryStep(
                        "sieveredirect",
                        "sieveredirect@a.test",
                        "sieveredirect@far.test",
                        CARRY,
                        Alone.LOST,
                        "",
                        Expectation.ANYTHING),
                new CarryStep(
                        "sievereject",
                        "sievereject@a.test",
                        "sievereject@sender.test",
                        CARRY,
                        Alone.LOST,
                        "",
                        Expectation.NO_BODY),
                new CarryStep(
                        "sievevacation",
                        "sievevacation@a.test",
                        "sievevacation@sender.test",
                        CARRY,
                        Alone.LOST,
                        "",
                        Expectation.NO_BODY),
                // Set by WebAdmin or JMAP; in the reply is what its owner wrote.
                new CarryStep(
                        "vacation",
                        "vacation@a.test",
                        "vacation@sender.test",
                        CARRY,
                        Alone.LOST,
                        "",
                        Expectation.NO_BODY),
                new CarryStep(
                        "lmtp",
                        "lmtp@a.test",
                        "lmtp@far.test",
                        CARRY,
                        Alone.LOST,
                        mailet(
                                "Resend",
                                "lmtp@a.test",
                                "<recipients>lmtp@far.test</recipients><fakeDomainCheck>false</fakeDomainCheck>"),
                        Expectation.AS_SIGNED),
                new CarryStep(
                        "pager",
                        "pager@a.test",
                        "pager@sender.test",
                        END + ", " + REPORT,
                        Alone.KEPT,
                        mailet(
                                        "org.requiretls.james.mailets.EndOfPromise",
                                        "pager@a.test",
                                        "<required>refuse</required>")
                                + mailet("Null", "pager@a.test", ""),
                        Expectation.NO_BODY),
                rewriting("alias", "alias@far.test"),
                rewriting("group", "group@far.test"),
                rewriting("rrtforward", "rrtforward@far.test"),
                rewriting("regex", "regex@far.test"),
                new CarryStep(
                        "rrterror0",
                        "rrterror0@a.test",
                        "rrterror0@sender.test",
                        CARRY,
                        Alone.LOST,
                        "",
                        Expectation.NO_BODY),
                relaying(
                        "ToProcessor",
                        "toprocessor@far.test",
                        mailet("ToProcessor", "toprocessor@far.test", "<processor>relay</processor>"),
                        JAMES,
                        Alone.KEPT),
                relaying(
                        "split",
                        "split@far.test",
                        mailet("SetMailAttribute", "split@far.test", "<splitting>yes</splitting>"),
                        JAMES,
                        Alone.KEPT),
                relaying(
                        "store",
                        "store@far.test",
                        mailet(
                                "ToRepository",
                                "store@far.test",
                                "<repositoryPath>" + CarryLab.REPOSITORY + "</repositoryPath>"),
                        JAMES,
                        Alone.KEPT),
                relaying(
                        "removeall",
                        "removeall@far.test",
                        mailet("RemoveAllMailAttributes", "removeall@far.test", "")
                                + mailet("ToProcessor", "removeall@far.test", "<processor>relay</processor>"),
                        CARRY,
                        Alone.LOST),
                new CarryStep(
                        "time",
                        "time@a.test",
                        "time@sender.test",
                        CARRY,
                        Alone.LOST,
                        mailet("ServerTime", "time@a.test", "") + mailet("Null", "time@a.test", ""),
                        Expectation.NO_BODY),
                new CarryStep(
                        "overquota",
                        "overquota@a.test",
                        "overquota@sender.test",
                        CARRY,
                        Alone.LOST,
                        "",
                        Expectation.NO_BODY),
                new CarryStep(
                        "nosuchdomain",
                        "nosuchdomain@gone.test",
                        "nosuchdomain@sender.test",
                        TRANSPORT + ", " + REPORT,
                        Alone.KEPT,
                        "",
                        Expectation.NO_BODY),
                new CarryStep(
                        "contextbounce",
                        "contextbounce@gone.test",
                        "contextbounce@sender.test",
                        TRANSPORT,
                        Alone.KEPT,
                        mailet("RemoteDelivery", "contextbounce@gone.test", "<outgoing>withoutbounces</outgoing>"),
                        Expectation.NO_BODY));
    }

    private static CarryStep composing(String mailet, String awaited, String parameters) {
        String name = mailet.toLowerCase(java.util.Locale.ROOT);
        return new CarryStep(
                name,
                name + "@a.test",
                awaited,
                CARRY,
                Alone.LOST,
                mailet(mailet, name + "@a.test", parameters + "<fakeDomainCheck>false</fakeDomainCheck>"),
                Expectation.ANYTHING);
    }

    private static CarryStep reporting(String mailet, String parameters, Alone alone) {
        String name = mailet.toLowerCase(java.util.Locale.ROOT);
        return new CarryStep(
                name,
                name + "@a.test",
                name + "@sender.test",
                REPORT,
                alone,
                mailet(mailet, name + "@a.test", parameters),
                Expectation.NO_BODY);
    }

    private static CarryStep rewriting(String name, String awaited) {
        return new CarryStep(name, name + "@a.test", awaited, JAMES, Alone.KEPT, "", Expectation.AS_SIGNED);
    }

    private static CarryStep relaying(String name, String recipient, String config, String carriedBy, Alone alone) {
        return new CarryStep(
                name.toLowerCase(java.util.Locale.ROOT),
                recipient,
                recipient,
                carriedBy,
                alone,
                config,
                Expectation.AS_SIGNED);
    }

    private static String mailet(String mailet, String recipient, String parameters) {
        return "<mailet match=\"RecipientIs=" + recipient + "\" class=\"" + mailet + "\">" + parameters + "</mailet>\n";
    }
}
