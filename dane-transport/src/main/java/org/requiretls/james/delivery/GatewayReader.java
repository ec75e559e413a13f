package org.requiretls.james.delivery;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.requiretls.james.hop.GatewayAccess;
import org.requiretls.james.hop.GatewayAccess.Exposure;
import org.requiretls.james.hop.GatewayAccess.TlsStart;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.rules.DestinationRules;
import org.requiretls.james.rules.LevelName;
import org.requiretls.james.smtpclient.Login;

/** Reads which gateways there are, how they are spoken to, and what protects that. */
final class GatewayReader {

    private static final int SUBMISSIONS_PORT = 465;

    /** No certificate that a public authority issues is checked for an address. */
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

    private static final List<Parameter> ONLY_WITH_GATEWAY = List.of(
            Parameter.GATEWAY_PORT,
            Parameter.GATEWAY_USERNAME,
            Parameter.GATEWAY_USERNAME_OLD,
            Parameter.GATEWAY_PASSWORD,
            Parameter.GATEWAY_CREDENTIALS,
            Parameter.SSL_ENABLE,
            Parameter.VERIFY_SERVER_IDENTITY);

    private final ParameterValues values;
    private final boolean tlsAtOnce;
    private final Optional<Login> login;
    private final Exposure exposure;

    GatewayReader(ParameterValues values) {
        this.values = values;
        tlsAtOnce = values.flag(Parameter.SSL_ENABLE);
        login = login();
        exposure = values.choice(Parameter.GATEWAY_CREDENTIALS, Exposure.class);
        if (!values.isSet(Parameter.GATEWAY)) {
            ONLY_WITH_GATEWAY.stream().filter(this::isInUse).forEach(this::needsGateway);
        }
    }

    /** Set, and not to what holds anyway. */
    private boolean isInUse(Parameter parameter) {
        return values.value(parameter)
                .filter(text -> !text.equalsIgnoreCase(parameter.defaultValue()))
                .isPresent();
    }

    private void needsGateway(Parameter parameter) {
        values.mistake(
                parameter,
                "has a meaning for gateways only, and <" + Parameter.GATEWAY.key() + "> names none; how MX hosts are"
                        + " spoken to is for DANE, <" + Parameter.TLS_RULES.key()
                        + "> and the message to say. Remove it");
    }

    /** In the order of preference; empty where MX decides. */
    List<MxHost> hosts() {
        int usual = values.isSet(Parameter.GATEWAY_PORT) || !tlsAtOnce
                ? values.number(Parameter.GATEWAY_PORT, 1, 65535)
                : SUBMISSIONS_PORT;
        return values.list(Parameter.GATEWAY, usual).stream()
                .map(at -> new MxHost(at.getHostString().toLowerCase(Locale.ROOT), 0, at.getPort()))
                .toList();
    }

    GatewayAccess access() {
        return new GatewayAccess(tlsAtOnce ? TlsStart.AT_ONCE : TlsStart.BY_STARTTLS, login, exposure);
    }

    private Optional<Login> login() {
        Optional<String> user =
                values.value(Parameter.GATEWAY_USERNAME).or(() -> values.value(Parameter.GATEWAY_USERNAME_OLD));
        Optional<String> password = values.value(Parameter.GATEWAY_PASSWORD);
        if (user.isPresent() && password.isEmpty()) {
            values.mistake(
                    Parameter.GATEWAY_USERNAME, "there is no <" + Parameter.GATEWAY_PASSWORD.key() + "> with it");
        } else if (user.isEmpty() && password.isPresent()) {
            values.mistake(
                    Parameter.GATEWAY_PASSWORD, "there is no <" + Parameter.GATEWAY_USERNAME.key() + "> with it");
        }
        return user.flatMap(name -> password.map(word -> new Login(name, word)));
    }

    /**
     * The rules with what the gateways need: a gateway whose name is verified, or that gets a password, is
     * authenticated or gets nothing; one that is spoken to in TLS from the start is never spoken to in clear.
     */
    DestinationRules protectedBy(DestinationRules rules, List<MxHost> gateways) {
        DestinationRules all = rules;
        for (MxHost gateway : gateways) {
            all = protectedBy(all, gateway);
        }
        return all;
    }

    private DestinationRules protectedBy(DestinationRules rules, MxHost gateway) {
        LevelName level = levelFor(gateway);
        if (level == LevelName.SECURE && ADDRESS.matcher(gateway.name()).matches()) {
            values.mistake(
                    Parameter.GATEWAY,
                    gateway.name() + " is an address, which no certificate proves: give the gateway's name, or set "
                            + waysOut());
            return rules;
        }
        try {
            return rules.withAtLeast(gateway.name(), level);
        } catch (IllegalArgumentException e) {
            values.mistake(
                    Parameter.TLS_RULES,
                    e.getMessage() + ", which <" + Parameter.GATEWAY.key() + "> needs as it is configured; set "
                            + waysOut());
            return rules;
        }
    }

    private String waysOut() {
        return "<" + Parameter.VERIFY_SERVER_IDENTITY.key() + ">false</> and, where there is a password, <"
                + Parameter.GATEWAY_CREDENTIALS.key() + ">encrypted</> if it may go to whoever answers";
    }

    private LevelName levelFor(MxHost gateway) {
        boolean verified = values.flag(Parameter.VERIFY_SERVER_IDENTITY)
                && (tlsAtOnce || values.isSet(Parameter.VERIFY_SERVER_IDENTITY));
        if (verified || login.isPresent() && exposure == Exposure.AUTHENTICATED) {
            return LevelName.SECURE;
        }
        boolean encrypted =
                access().startsTlsAtOnce(gateway.port()) || login.isPresent() && exposure == Exposure.ENCRYPTED;
        return encrypted ? LevelName.ENCRYPT : LevelName.MAY;
    }
}
