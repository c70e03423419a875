/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.trackreplay.accesslog.Field.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Fields and fixed text of a format string on their way to a parser: checks that a replay can live with the format. For one
 * format.
 */
@SuppressWarnings("OrphanedFormatString") // Apache's directives, not Java's
final class FormatTokens {
    private final List<StringBuilder> literals = new ArrayList<>(List.of(new StringBuilder()));
    private final List<Field> fields = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    void literal(String text) {
        literals.get(literals.size() - 1).append(text);
    }

    /**
     * Adds a field.
     *
     * @param name how the format writes it, for messages
     */
    void field(Field field, String name) {
        if (joinsTarget(field)) {
            return;
        }
        if (!fields.isEmpty() && literals.get(literals.size() - 1).isEmpty() && !endsItself(field)) {
            throw new IllegalArgumentException("has nothing between " + names.get(names.size() - 1) + " and " + name
                    + ", so nobody can tell where one ends. Put a space between them.");
        }
        fields.add(field);
        names.add(name);
        literals.add(new StringBuilder());
    }

    /** A query directly behind a path is one target with it. */
    private boolean joinsTarget(Field field) {
        if (fields.isEmpty() || !literals.get(literals.size() - 1).isEmpty()) {
            return false;
        }
        Kind last = fields.get(fields.size() - 1).kind();
        if (field.kind() == Kind.QUERY && (last == Kind.PATH || last == Kind.TARGET)) {
            fields.set(fields.size() - 1, Field.of(Kind.TARGET));
            return true;
        }
        return false;
    }

    /**
     * A host directly before a path ends at the path's slash, the fraction of a second at what is no digit, a time pattern
     * where its width says.
     */
    private boolean endsItself(Field next) {
        Field last = fields.get(fields.size() - 1);
        return last.kind() == Kind.TIME_FRACTION
                || (last.kind() == Kind.TIME_PATTERN && last.pattern().length() > 0)
                || (last.kind() == Kind.HOST && (next.kind() == Kind.PATH || next.kind() == Kind.TARGET));
    }

    FieldParser parser(boolean escapes, boolean takesMore) {
        check();
        return new FieldParser(
                literals.stream().map(l -> l.toString().getBytes(UTF_8)).toList(), fields, escapes, takesMore);
    }

    private void check() {
        if (!has(Kind.CLIENT) && !has(Kind.PEER) && !has(Kind.FORWARDED)) {
            throw new IllegalArgumentException("logs no client address. Add %a (Apache) or $remote_addr (nginx).");
        }
        if (!has(Kind.REQUEST) && !has(Kind.TARGET) && !(has(Kind.PATH) && has(Kind.QUERY))) {
            throw new IllegalArgumentException(
                    "logs no request with its query string. Add \"%r\" (Apache) or \"$request\" (nginx).");
        }
        if (!hasTime()) {
            throw new IllegalArgumentException("logs no complete time with its zone. Add %t (Apache), [$time_local] or"
                    + " $msec (nginx), or %z to the time's own pattern.");
        }
    }

    private boolean hasTime() {
        boolean dateAndTime = false;
        boolean zone = false;
        for (Field field : fields) {
            if (field.kind() == Kind.TIME_CLF || field.kind() == Kind.TIME_ISO || field.kind() == Kind.TIME_EPOCH) {
                return true;
            }
            if (field.kind() == Kind.TIME_PATTERN) {
                dateAndTime |= field.pattern().hasDateAndTime();
                zone |= field.pattern().hasZone();
            }
        }
        return dateAndTime && zone;
    }

    private boolean has(Kind kind) {
        return fields.stream().anyMatch(f -> f.kind() == kind);
    }
}
