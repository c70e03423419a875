/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

/**
 * What tells requests apart that a source of others brings, as far as its settings show, and which line of the shipper's or the server's
 * configuration gives something better. Source of these lines: the shippers' documentation.
 */
final class CarriedIdentity {
    private static final String ID =
            " An id in the line makes each request count once whatever carries it: in nginx's log_format"
                    + " \"request_id\":\"$request_id\", in Apache's LogFormat %{UNIQUE_ID}e.";

    private CarriedIdentity() {}

    /**
     * A sentence or more, to stand behind the source's name.
     *
     * @param word Flume's word for the source's type
     */
    static String sentence(Component source, String word) {
        return switch (word) {
            case "beats" ->
                "requests are told apart by file and offset where the shipper sends log.file.path and log.offset (Filebeat"
                        + " does)." + ID;
            case "kafka" ->
                "requests are told apart by file and offset where the documents have them, else by topic, partition and offset,"
                        + " of which a message has two if its producer writes it twice (enable.idempotence = true in the"
                        + " producer's configuration)." + ID;
            case "taildir" ->
                source.isTrue("fileHeader") && source.isTrue("byteOffsetHeader")
                        ? "requests are told apart by file and offset." + ID
                        : "what is sent again is told by nothing but a random part of its content. Set fileHeader = true and"
                                + " byteOffsetHeader = true: then file and offset tell it." + ID;
            case "posts", "http" ->
                "what is sent again is told by file and offset where the documents have them, else by a random part of its"
                        + " content. They have them with offset_key = \"offset\" (Vector), Path_Key file and Offset_Key offset"
                        + " (Fluent Bit), include_file_path and include_file_record_offset (OpenTelemetry)." + ID;
            case "syslogtcp", "syslogudp", "multiport_syslogtcp" ->
                "what is sent again is told by nothing but a random part of its content: syslog says nothing of a line's place."
                        + ID;
            default ->
                "what is sent again is told by nothing but a random part of its content. The source"
                        + " io.github.trackreplay.source.AccessLogSource knows each line by its place." + ID;
        };
    }
}
