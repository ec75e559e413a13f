package org.requiretls.james.lab.tryit;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * What came of one scene, all of it observed; {@code -} where something does not apply.
 *
 * @param scenario its name
 * @param tag what the message asked for
 * @param outcome in a word or two
 * @param status enhanced status code, with the basic code where a reply gave one
 * @param host the MX host concerned
 * @param mxProof how far the list of MX hosts could be believed
 * @param tlsa what the TLSA lookup gave
 * @param sts what the MTA-STS policy says about the host
 * @param authentication how the host was authenticated
 * @param tlsVersion of the session with the host
 * @param keyword whether the host offered REQUIRETLS inside TLS
 * @param received what the far side really got
 * @param expected outcome and status that the scene has to come to
 * @param asExpected whether it did
 */
@JsonPropertyOrder({
    "scenario",
    "tag",
    "outcome",
    "status",
    "host",
    "mxProof",
    "tlsa",
    "sts",
    "authentication",
    "tlsVersion",
    "keyword",
    "received",
    "expected",
    "asExpected"
})
public record SceneResult(
        String scenario,
        String tag,
        String outcome,
        String status,
        String host,
        String mxProof,
        String tlsa,
        String sts,
        String authentication,
        String tlsVersion,
        String keyword,
        String received,
        String expected,
        boolean asExpected) {}
