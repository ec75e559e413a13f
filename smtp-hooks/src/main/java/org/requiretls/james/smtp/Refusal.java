package org.requiretls.james.smtp;

import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.smtp.SMTPResponse;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.HookReturnCode;

/** The replies that refuse a command, each with its codes and the text that tells the client what to do. */
enum Refusal {
    /** RFC 3207 section 4, where this server takes no mail in clear text at all (RFC 8689 section 8.4). */
    TLS_DEMANDED("530", "5.7.0", "Must issue a STARTTLS command first"),

    /** RFC 8689 section 8.4, where these recipients get mail inside TLS only. */
    TLS_DEMANDED_FOR_RECIPIENT("550", "5.7.10", "Encryption needed for this recipient: issue STARTTLS first"),

    /** RFC 4954 section 6: no password is looked at in clear text. */
    LOGIN_IN_CLEAR_TEXT("538", "5.7.11", "Encryption required for authentication: issue STARTTLS first"),

    /** REQUIRETLS in clear text. 555 would be true as well, but does not tell the client the way out. */
    NOT_INSIDE_TLS("530", "5.7.10", "Encryption needed: issue STARTTLS and EHLO before MAIL with REQUIRETLS"),

    /** A value, a repetition, or a line whose parameters cannot be told from its address (RFC 8689 section 2). */
    MALFORMED_PARAMETER("501", "5.5.4", "REQUIRETLS stands once, without a value, after a blank behind FROM:<address>"),

    /** The extension is off, so the parameter is an unknown one (RFC 5321 section 4.1.1.11). */
    EXTENSION_OFF("555", "5.5.4", "MAIL parameter REQUIRETLS not supported here"),

    /** HELO opens a session without extensions (RFC 5321 section 2.2.1). */
    HELO_SESSION("555", "5.5.4", "MAIL parameter REQUIRETLS not supported after HELO, greet with EHLO"),

    /** The handshake made this a new session, in which nobody said EHLO yet (RFC 3207 section 4.2). */
    NO_EHLO_INSIDE_TLS("503", "5.5.1", "Send EHLO after the TLS handshake before MAIL with REQUIRETLS"),

    /** The header section could not be read, so the tag of the message is unknown. */
    TAG_UNDECIDED("451", "4.3.0", "Cannot read the message header now, try again later"),

    /** Clear text that was read behind STARTTLS. Nobody knows who wrote it. */
    CLEAR_TEXT_BEHIND_STARTTLS("421", "4.7.0", "Clear text received behind STARTTLS, closing the connection");

    private final String code;
    private final String text;

    Refusal(String code, String status, String text) {
        this.code = code;
        this.text = status + " " + text;
    }

    /** The SMTP reply code, three digits. */
    String code() {
        return code;
    }

    /** Enhanced status code (RFC 3463) and text. */
    String text() {
        return text;
    }

    /** The reply of a hook. */
    HookResult hookResult(HookReturnCode action) {
        return HookResult.builder()
                .hookReturnCode(action)
                .smtpReturnCode(code)
                .smtpDescription(text)
                .build();
    }

    Response response() {
        return new SMTPResponse(code, text);
    }

    /** The reply, after which James closes the connection. */
    Response closingResponse() {
        SMTPResponse response = new SMTPResponse(code, text);
        response.setEndSession(true);
        return response;
    }
}
