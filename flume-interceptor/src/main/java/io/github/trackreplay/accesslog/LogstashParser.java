/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import io.github.trackreplay.json.JsonException;
import java.util.List;

/**
 * Reads documents of Logstash, Filebeat and Docker: {@code message} holds the server's own line, or the fields of the Elastic Common
 * Schema hold what it said. The line counts: of a shipped line {@code @timestamp} may be when it was read. Immutable.
 */
final class LogstashParser implements LineParser {
    private final JsonFormat document;
    private final InnerLine inner;

    /** @param inner the formats that the server's line may have; the first that takes it counts */
    LogstashParser(JsonFormat document, List<LineParser> inner) {
        this.document = document;
        this.inner = new InnerLine(inner);
    }

    @Override
    public ParsedLine parse(byte[] line) {
        EntryBuilder fields = new EntryBuilder();
        try {
            document.read(line, fields);
        } catch (JsonException e) {
            return new Unreadable(Unreadable.LINE, "The line is no JSON object: " + e.getMessage() + ".");
        }
        ParsedLine ofFields = fields.build();
        if (ofFields instanceof AccessLogEntry entry && !entry.path().isEmpty()) {
            return entry;
        }
        return fields.message().length == 0 ? ofFields : inner.parse(fields.message());
    }
}
