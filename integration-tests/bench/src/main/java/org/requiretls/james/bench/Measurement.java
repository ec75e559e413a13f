package org.requiretls.james.bench;

/**
 * What one sender did in one turn.
 *
 * @param messagesPerSecond from the first acknowledgement to the last
 * @param cpuMillisPerMessage processor time of the sender, from before the gate opened until the last acknowledgement
 * @param peakMegabytes the most memory that the sender was seen to use
 * @param duplicates second copies
 * @param missing messages that had not come when time was up
 */
record Measurement(
        double messagesPerSecond, double cpuMillisPerMessage, double peakMegabytes, int duplicates, int missing) {}
