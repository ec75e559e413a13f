package org.requiretls.james.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.requiretls.james.route.Route;
import org.requiretls.james.selfcheck.Finding;
import org.requiretls.james.selfcheck.OwnDomain;
import org.requiretls.james.selfcheck.OwnDomain.OwnHost;
import org.requiretls.james.selfcheck.TlsaAnswer;
import org.requiretls.james.selfcheck.Weight;

/**
 * What a self-check says.
 *
 * @param findings the worst first
 */
record SelfCheckReport(OwnDomain domain, List<Finding> findings) {

    private static final int CLEAN = 0;
    private static final int ERROR = 1;
    private static final int WARNING = 2;

    int exitStatus() {
        if (count(Weight.ERROR) > 0) {
            return ERROR;
        }
        return count(Weight.WARNING) > 0 ? WARNING : CLEAN;
    }

    private long count(Weight weight) {
        return findings.stream()
                .filter(finding -> finding.kind().weight() == weight)
                .count();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                "%s: %d errors, %d warnings, %d notes%n",
                domain.route().domain(), count(Weight.ERROR), count(Weight.WARNING), count(Weight.NOTE)));
        text.append(String.format("  MX %s%n", mx()));
        domain.hosts().forEach(host -> text.append(String.format("  %s: %s%n", host.name(), tlsa(host))));
        findings.forEach(finding -> text.append(String.format(
                "%n%s %s: %s%n  %s%n  seen: %s%n  to do: %s [%s]%n",
                weight(finding),
                finding.kind().code(),
                where(finding),
                finding.kind().meaning(),
                finding.detail(),
                finding.kind().remedy(),
                finding.kind().reference())));
        return text.toString().stripTrailing();
    }

    private String mx() {
        return domain.route() instanceof Route.Hosts hosts
                ? Words.of(hosts.mx()) + ", hosts: " + hosts.hosts().size()
                : Words.of(((Route.NoHosts) domain.route()).reason());
    }

    private static String tlsa(OwnHost host) {
        if (host.tlsa() instanceof TlsaAnswer.Signed signed) {
            return "TLSA at " + signed.base() + ": "
                    + signed.records().stream().map(Object::toString).collect(Collectors.joining(", "));
        }
        return "no TLSA records that count";
    }

    private static String where(Finding finding) {
        return finding.addresses().isEmpty()
                ? finding.where()
                : finding.where() + ", " + String.join(", ", finding.addresses());
    }

    private static String weight(Finding finding) {
        return finding.kind().weight().name().toLowerCase(Locale.ROOT);
    }

    /** All fields are always there. */
    String json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("domain", domain.route().domain());
        fields.put("mx", domain.route() instanceof Route.Hosts hosts ? Words.of(hosts.mx()) : mx());
        fields.put("findings", findings.stream().map(SelfCheckReport::json).toList());
        return Json.write(fields);
    }

    private static Map<String, Object> json(Finding finding) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("code", finding.kind().code());
        fields.put("weight", weight(finding));
        fields.put("where", finding.where());
        fields.put("addresses", finding.addresses());
        fields.put("seen", finding.detail());
        fields.put("meaning", finding.kind().meaning());
        fields.put("remedy", finding.kind().remedy());
        fields.put("reference", finding.kind().reference());
        return fields;
    }
}
