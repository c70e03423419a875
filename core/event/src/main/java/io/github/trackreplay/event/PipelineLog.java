/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.Optional;

/**
 * The log file that stands for what a pipeline of others brings of a stream: lines without a place in a file that we have read
 * ourselves. Its packs begin at 0, each of them; the sink numbers their bytes on from what it has taken, so that there is never
 * a gap, and tells what is sent again by the requests' {@linkplain RequestIdentity identities}.
 *
 * <p>Why so: {@code docs/decisions/0026-pipelines-are-numbered-by-the-sink.md}.
 */
public final class PipelineLog {
    /** No file's: it is no hash that anybody can find the bytes of. */
    private static final Fingerprint FINGERPRINT = new Fingerprint("0".repeat(56) + "70697065");

    private PipelineLog() {}

    /** The log file of a stream. */
    public static LogFile of(String stream) {
        return new LogFile(stream, FINGERPRINT, 1, Optional.empty());
    }

    /** What all of them have in place of a fingerprint. */
    public static Fingerprint fingerprint() {
        return FINGERPRINT;
    }

    /** Whether a log file is one. */
    public static boolean is(LogFile file) {
        return file.fingerprint().equals(FINGERPRINT);
    }
}
