/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.interceptor;

import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.event.RawPack;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The format of each stream. Thread-safe. */
final class StreamFormats {
    private final LogFormat configured;
    private final FormatNotices notices;
    private final Map<String, StreamFormat> streams = new ConcurrentHashMap<>();

    StreamFormats(LogFormat configured, FormatNotices notices) {
        this.configured = configured;
        this.notices = notices;
    }

    StreamFormat of(RawPack pack) {
        return of(pack.header().file().stream());
    }

    StreamFormat of(String stream) {
        return streams.computeIfAbsent(stream, name -> new StreamFormat(configured, notices));
    }
}
