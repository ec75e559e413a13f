package org.requiretls.james.delivery;

import java.time.Duration;

/**
 * How senders are told of mail that is late.
 *
 * @param processor that gets a copy of the mail, and tells
 * @param after how long a mail waits before its sender is told
 */
public record DelayNotice(String processor, Duration after) {}
