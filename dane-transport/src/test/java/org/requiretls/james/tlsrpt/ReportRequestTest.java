package org.requiretls.james.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.tlsrpt.ReportRequest.NotWanted;
import org.requiretls.james.tlsrpt.ReportRequest.Reason;
import org.requiretls.james.tlsrpt.ReportRequest.Wanted;

class ReportRequestTest {

    private static List<ReportTarget> targets(String... texts) {
        return ((Wanted) ReportRequest.of(List.of(texts))).targets();
    }

    private static Reason reason(String... texts) {
        return ((NotWanted) ReportRequest.of(List.of(texts))).reason();
    }

    private static ReportTarget mail(String address) {
        return new ReportTarget.Mail(address);
    }

    @Test
    @Covers({"R8460-3-03", "R8460-3-09"})
    void namesMailAndHttpsInTheirOrder() {
        assertThat(targets("v=TLSRPTv1;rua=mailto:a@x.example,https://y.example/z,ftp://q.example/"))
                .containsExactly(mail("a@x.example"), new ReportTarget.Https(URI.create("https://y.example/z")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=TLSRPTv1;rua=mailto:a@x.example",
                "v=TLSRPTv1;rua=mailto:a@x.example;",
                "v=TLSRPTv1; rua=mailto:a@x.example",
                "v=TLSRPTv1 \t; rua=mailto:a@x.example",
                "v=TLSRPTv1;\trua=mailto:a@x.example ; ",
                "v=TLSRPTv1; rua=mailto:a@x.example , gopher:hole",
                "v=TLSRPTv1; rua=MAILTO:a@x.example",
                "v=TLSRPTv1; rua=mailto:a@x.example?subject=x",
                "v=TLSRPTv1; x=y; rua=mailto:a@x.example; later.field-1_a=%21=:",
                "v=TLSRPTv1; rua=mailto:a@x.example; rua=mailto:a@x.example",
            })
    @Covers({"R8460-3-08"})
    void takesWhatTheGrammarAllows(String text) {
        if (text.startsWith("v=TLSRPTv1;")) {
            assertThat(targets(text)).containsExactly(mail("a@x.example"));
        } else {
            assertThat(reason(text))
                    .as("the literal v=TLSRPTv1; is what counts")
                    .isEqualTo(Reason.NO_RECORD);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mailto:a%2Cb@x.example,   'a,b@x.example'",
        "mailto:a%2cb%3Bc@x.example, 'a,b;c@x.example'",
        "mailto:a%21@x.example,    a!@x.example",
        "mailto:a+b.c@sub.x.example, a+b.c@sub.x.example",
    })
    @Covers("R8460-3-04")
    void decodesAddresses(String uri, String address) {
        assertThat(targets("v=TLSRPTv1; rua=" + uri)).containsExactly(mail(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mailto:",
                "mailto:a",
                "mailto:a@",
                "mailto:@x.example",
                "mailto:a@x.example%0D%0ABcc:b@y.example",
                "mailto:a%20b@x.example",
                "mailto:a@x.example%3Eb",
                "mailto:a..b@x.example",
                "mailto:%FF@x.example",
                "https:",
                "https:///path",
                "https://user:pass@x.example/",
                "https://x.example/#here",
                "https://x example/",
                "http://x.example/",
                "x.example",
            })
    void skipsWhatNothingCanBeSentTo(String uri) {
        assertThat(reason("v=TLSRPTv1; rua=" + uri)).isIn(Reason.NO_TARGET);
        assertThat(targets("v=TLSRPTv1; rua=" + uri + ",mailto:a@x.example")).containsExactly(mail("a@x.example"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=TLSRPTv1;",
                "v=TLSRPTv1; ",
                "v=TLSRPTv1; x=y",
                "v=TLSRPTv1; rua",
                "v=TLSRPTv1; rua=",
                "v=TLSRPTv1; rua =mailto:a@x.example",
                "v=TLSRPTv1; RUA=mailto:a@x.example",
                "v=TLSRPTv1;; rua=mailto:a@x.example",
                "v=TLSRPTv1; -x=y; rua=mailto:a@x.example",
                "v=TLSRPTv1; rua=mailto:\u00e4@x.example",
            })
    void takesABrokenRecordForNone(String text) {
        assertThat(reason(text)).isEqualTo(Reason.SYNTAX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v=TLSRPTv2; rua=mailto:a@x.example",
                "V=TLSRPTv1; rua=mailto:a@x.example",
                "v=tlsrptv1; rua=mailto:a@x.example",
                " v=TLSRPTv1; rua=mailto:a@x.example",
                "rua=mailto:a@x.example; v=TLSRPTv1;",
                "v=TLSRPTv1",
            })
    @Covers("R8460-3-02")
    void leavesOtherRecordsAside(String text) {
        assertThat(reason(text)).isEqualTo(Reason.NO_RECORD);
    }

    @Test
    @Covers({"R8460-3-05", "R8460-3-06"})
    void countsOnlyRecordsOfItsVersion() {
        String one = "v=TLSRPTv1; rua=mailto:a@x.example";
        assertThat(targets("v=spf1 -all", one, "v=TLSRPTv2; rua=mailto:b@x.example"))
                .containsExactly(mail("a@x.example"));
        assertThat(reason(one, one)).isEqualTo(Reason.SEVERAL_RECORDS);
        assertThat(reason()).isEqualTo(Reason.NO_RECORD);
    }

    @Test
    void doesNotWriteToACrowd() {
        String crowd = String.join(
                ",",
                IntStream.range(0, 1000)
                        .mapToObj(i -> "mailto:a" + i + "@x.example")
                        .toList());
        assertThat(targets("v=TLSRPTv1; rua=" + crowd)).hasSize(10).startsWith(mail("a0@x.example"));
    }
}
