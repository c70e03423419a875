/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.trackreplay.parts.WholeLines;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names the logs that look like one that is read and lack what a replay needs, with what to do about them. Pure. */
final class Lookalike {
    private static final int LOOKED_AT = 500;
    private static final Pattern HAPROXY = Pattern.compile(
            "haproxy\\[\\d{1,9}]: |:\\d{1,5} \\[\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d\\.\\d{3}] \\S{1,80} \\S{1,80}/");
    private static final Pattern W3C = Pattern.compile("^(\\d{4}-\\d\\d-\\d\\d[ \\t])?\\d\\d:\\d\\d:\\d\\d[ \\t]");

    private static final Pattern WITHOUT_ADDRESS = Pattern.compile("^- (\\S{1,80} ){1,3}\\[\\d\\d/\\w{3}/\\d{4}:");

    private Lookalike() {}

    /**
     * What is wrong with lines that nothing reads.
     *
     * @param fields the log's last {@code #Fields:} line
     */
    static Optional<String> of(List<byte[]> lines, Optional<String> fields) {
        if (fields.isPresent()) {
            return ofFields(fields.get());
        }
        for (byte[] line : lines) {
            String text = new String(line, 0, Math.min(line.length, LOOKED_AT), UTF_8);
            if (HAPROXY.matcher(text).find()) {
                return Optional.of(
                        "This is HAProxy's own form, which says neither the time zone nor the user agent. Let HAProxy"
                                + " write the form combined, in its frontend: capture request header Referer len 1024, capture request"
                                + " header User-Agent len 1024, log-format \"%ci - - [%trg] %{+Q,+E}r %ST %B %{+Q,+E}[capture.req.hdr(0)]"
                                + " %{+Q,+E}[capture.req.hdr(1)]\".");
            }
            if (W3C.matcher(text).find()) {
                return Optional.of(
                        "This looks like a W3C log whose #Fields: line is missing: set format to that line, such as "
                                + W3cFormat.WANTED + ".");
            }
            if (lacksAddress(line)) {
                return Optional.of(
                        "Its first field, the client's address, is absent (-). Where that is X-Forwarded-For, set format ="
                                + " forwarded_combined (forwarded_host_combined where the peer's address stands behind it): lines"
                                + " with - are then rejected, for nobody knows whose they are, and the others are read.");
            }
            Optional<String> carrier = WholeLines.carrier(line);
            if (carrier.isPresent()) {
                return Optional.of("This is a container's log (" + carrier.get()
                        + ") whose own lines are of no format that is known by name: set format = " + carrier.get()
                        + " and behind it the server's own string, such as " + carrier.get()
                        + " %h %l %u %t \"%r\" %>s %b.");
            }
            if (text.startsWith("{")) {
                return Optional.of(
                        "This is JSON whose names are not known. Let the server log ours (conf-examples, format ="
                                + " trackreplay_json) or those of nginx_json.");
            }
        }
        return Optional.empty();
    }

    /** Whether a line is as servers write it, but for the client's address at its beginning. */
    static boolean lacksAddress(byte[] line) {
        return line.length > 1
                && line[0] == '-'
                && line[1] == ' '
                && WITHOUT_ADDRESS
                        .matcher(new String(line, 0, Math.min(line.length, LOOKED_AT), UTF_8))
                        .find();
    }

    private static Optional<String> ofFields(String fields) {
        try {
            W3cFormat.compile(fields);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("The log's #Fields: line " + e.getMessage());
        }
    }
}
