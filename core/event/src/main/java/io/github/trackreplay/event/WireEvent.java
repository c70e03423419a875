/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.Map;
import java.util.Objects;

/**
 * The two parts of a Flume event, without Flume: what a codec writes and reads. The shells turn it into an event and back.
 *
 * @param headers names and texts
 * @param body bytes, not copied; nobody changes them afterwards
 */
@SuppressWarnings("ArrayRecordComponent") // carried from codec to channel, never compared
public record WireEvent(Map<String, String> headers, byte[] body) {
    public WireEvent {
        headers = Map.copyOf(headers);
        Objects.requireNonNull(body, "body");
    }
}
