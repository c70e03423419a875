/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

/**
 * By which way a stream's lines come, as a text: a family, and behind {@link #DETAIL} what is special about it. A pack of a {@link
 * PipelineLog} has it in place of its path. Ways of one family are one way to the ledger: a shipper may read several files, and
 * several topics may belong to one machine. Stateless.
 */
public final class Way {
    /** Our own source, or an import: bytes of a log file. */
    public static final String LOG_FILE = "log file";

    /** A message of a topic. */
    public static final String TOPIC = "topic";

    /** Nobody says where the line stood. */
    public static final String CONTENT = "content";

    private static final String DETAIL = ": ";

    private Way() {}

    /** File and offset, as a shipper names them. */
    public static String file(String namedBy) {
        return "file by " + namedBy;
    }

    /** A way with what is special about it. */
    public static String of(String family, String detail) {
        return family + DETAIL + detail;
    }

    /** The family of a way. */
    public static String family(String way) {
        int end = way.indexOf(DETAIL);
        return end < 0 ? way : way.substring(0, end);
    }
}
