package org.requiretls.james.tlsrpt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a report (RFC 8460 section 4.4), with the names in the order of the RFC's example. */
final class ReportJson {

    private static final JsonFactory FACTORY = new JsonFactory();

    /** RFC 3339, with Z for UTC and always with seconds. */
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssX");

    private ReportJson() {}

    static byte[] write(Report report) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            write(report, json.useDefaultPrettyPrinter());
        } catch (IOException e) {
            throw new UncheckedIOException("Memory does not fail to be written to", e);
        }
        return text.toByteArray();
    }

    static String writeLine(Report report) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            write(report, json);
        } catch (IOException e) {
            throw new UncheckedIOException("Memory does not fail to be written to", e);
        }
        return text.toString();
    }

    private static void write(Report report, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("organization-name", report.submitter().organization());
        json.writeObjectFieldStart("date-range");
        json.writeStringField("start-datetime", text(report.begin()));
        json.writeStringField("end-datetime", text(report.end()));
        json.writeEndObject();
        json.writeStringField("contact-info", report.submitter().contact());
        json.writeStringField("report-id", report.id());
        json.writeArrayFieldStart("policies");
        for (PolicyCount policy : report.policies()) {
            write(policy, json);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String text(OffsetDateTime time) {
        return DATE_TIME.format(time);
    }

    private static void write(PolicyCount count, JsonGenerator json) throws IOException {
        json.writeStartObject();
        writePolicy(count.policy(), json);
        json.writeObjectFieldStart("summary");
        json.writeNumberField("total-successful-session-count", count.successes());
        json.writeNumberField("total-failure-session-count", count.failures());
        json.writeEndObject();
        if (!count.details().isEmpty()) {
            json.writeArrayFieldStart("failure-details");
            for (Map.Entry<FailureDetail, Long> detail : Tally.inOrder(count.details())) {
                write(detail.getKey(), detail.getValue(), json);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void writePolicy(AppliedPolicy policy, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("policy");
        json.writeStringField("policy-type", policy.type().keyword());
        writeUnlessEmpty("policy-string", policy.text(), json);
        json.writeStringField("policy-domain", policy.domain());
        writeUnlessEmpty("mx-host", policy.mxPatterns(), json);
        json.writeEndObject();
    }

    /** An array even for one: a bare string, as the RFC's own example has it, is erratum 6241. */
    private static void writeUnlessEmpty(String name, List<String> values, JsonGenerator json) throws IOException {
        if (!values.isEmpty()) {
            json.writeArrayFieldStart(name);
            for (String value : values) {
                json.writeString(value);
            }
            json.writeEndArray();
        }
    }

    private static void write(FailureDetail detail, long sessions, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("result-type", detail.type().keyword());
        write("sending-mta-ip", detail.sendingMtaIp(), json);
        write("receiving-mx-hostname", detail.receivingMxHostname(), json);
        write("receiving-mx-helo", detail.receivingMxHelo(), json);
        write("receiving-ip", detail.receivingIp(), json);
        json.writeNumberField("failed-session-count", sessions);
        write("failure-reason-code", detail.reasonCode(), json);
        json.writeEndObject();
    }

    private static void write(String name, Optional<String> value, JsonGenerator json) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        }
    }
}
