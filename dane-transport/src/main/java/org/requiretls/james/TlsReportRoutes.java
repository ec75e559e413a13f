package org.requiretls.james;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import javax.inject.Inject;
import org.apache.james.webadmin.Routes;
import org.requiretls.james.intake.ReportArchives;
import org.requiretls.james.intake.Trouble;
import org.requiretls.james.tlsrpt.PolicyCount;
import org.requiretls.james.tlsrpt.ReceivedReport;
import spark.Request;
import spark.Response;
import spark.Service;

/**
 * Answers in WebAdmin who could not reach us, how, and since when: {@code GET /tls-reports}, of one domain with
 * {@code ?domain=}. Turned on in webadmin.properties: {@code extensions.routes=org.requiretls.james.TlsReportRoutes}.
 */
public class TlsReportRoutes implements Routes {

    static final String BASE = "/tls-reports";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The latest; strangers decide how many there are. */
    private static final int MOST_TROUBLES = 1000;

    private final ReportArchives archives;

    @Inject
    public TlsReportRoutes(ReportArchives archives) {
        this.archives = archives;
    }

    @Override
    public String getBasePath() {
        return BASE;
    }

    @Override
    public void define(Service service) {
        service.get(BASE, this::troubles);
    }

    private String troubles(Request request, Response response) throws JsonProcessingException {
        String domain = request.queryParams("domain");
        response.type("application/json");
        // What strangers wrote is not to be taken for a page.
        response.header("X-Content-Type-Options", "nosniff");
        return text(archives.all(), domain);
    }

    /** @param domain whose policies are of interest; null for all */
    static String text(List<ReceivedReport> reports, String domain) throws JsonProcessingException {
        ObjectNode answer = JSON.createObjectNode();
        answer.put("reports", reports.size());
        answer.put("successfulSessions", sessions(reports, domain));
        List<Trouble> all = Trouble.in(reports).stream()
                .filter(trouble -> isOf(trouble.domain(), domain))
                .toList();
        answer.put("troublesLeftOut", Math.max(0, all.size() - MOST_TROUBLES));
        ArrayNode troubles = answer.putArray("troubles");
        all.stream().limit(MOST_TROUBLES).forEach(trouble -> troubles.add(node(trouble)));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer);
    }

    private static long sessions(List<ReceivedReport> reports, String domain) {
        return reports.stream()
                .flatMap(report -> report.policies().stream())
                .filter(policy -> isOf(policy.policy().domain(), domain))
                .mapToLong(PolicyCount::successes)
                .sum();
    }

    private static boolean isOf(String policyDomain, String wanted) {
        return wanted == null || policyDomain.equalsIgnoreCase(wanted);
    }

    private static ObjectNode node(Trouble trouble) {
        ObjectNode node = JSON.createObjectNode();
        node.put("domain", trouble.domain());
        node.put("organization", trouble.organization());
        node.put("contact", trouble.contact());
        node.put("result", trouble.type().keyword());
        trouble.mxHost().ifPresent(host -> node.put("mxHost", host));
        trouble.reasonCode().ifPresent(code -> node.put("reason", code));
        node.put("sessions", trouble.sessions());
        node.put("since", trouble.since().toString());
        node.put("until", trouble.until().toString());
        return node;
    }
}
