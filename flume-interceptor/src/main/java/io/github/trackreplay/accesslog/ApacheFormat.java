/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import io.github.trackreplay.accesslog.Field.Kind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Compiles Apache's {@code LogFormat}: the bare string, or the whole directive as it stands in {@code httpd.conf}.
 *
 * <p>Source of the directives: Apache's documentation of mod_log_config. Note or environment variable
 * {@code request_body} is taken as the request's body, because Apache has no directive for it.
 */
final class ApacheFormat {
    private final String text;
    private final FormatTokens tokens = new FormatTokens();
    private int at;

    private ApacheFormat(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException with a sentence about what is wrong */
    static FieldParser compile(String format, boolean takesMore) {
        ApacheFormat compiler = new ApacheFormat(bare(format));
        compiler.run();
        return compiler.tokens.parser(true, takesMore);
    }

    /** A format whose lines begin with an {@code X-Forwarded-For}. */
    static FieldParser forwarded(String behind) {
        ApacheFormat compiler = new ApacheFormat(bare(behind));
        compiler.tokens.field(Field.of(Kind.FORWARDED), "%{X-Forwarded-For}i");
        compiler.tokens.literal(" ");
        compiler.run();
        return compiler.tokens.parser(true, true);
    }

    /**
     * The string itself, out of a directive or quotes, its backslashes undone as Apache does when it reads its file. They may
     * be undone already: a Flume configuration is a properties file, and reading it drops backslashes.
     */
    private static String bare(String format) {
        String text = format.trim();
        boolean directive = text.toLowerCase(Locale.ROOT).startsWith("logformat");
        if (directive) {
            text = text.substring("logformat".length()).trim();
        }
        if (text.startsWith("\"")) {
            if (text.contains("\\\"")) {
                text = text.substring(1, closingQuote(text));
            } else if (directive || text.indexOf('"', 1) == text.length() - 1) {
                text = text.substring(1, Math.max(1, text.lastIndexOf('"')));
            }
        }
        return text.replace("\\\"", "\"").replace("\\t", "\t").replace("\\\\", "\\");
    }

    private static int closingQuote(String text) {
        int end = 1;
        while (end < text.length() && text.charAt(end) != '"') {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        return Math.min(end, text.length());
    }

    private void run() {
        while (at < text.length()) {
            int percent = text.indexOf('%', at);
            int end = percent < 0 ? text.length() : percent;
            tokens.literal(text.substring(at, end));
            at = end;
            if (percent >= 0) {
                directive();
            }
        }
    }

    private void directive() {
        int start = at++;
        while (at < text.length() && "<>!,0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String argument = null;
        if (at < text.length() && text.charAt(at) == '{') {
            int close = text.indexOf('}', at);
            if (close < 0) {
                throw new IllegalArgumentException("has a { without its } in '" + text.substring(start) + "'.");
            }
            argument = text.substring(at + 1, close);
            at = close + 1;
        }
        if (at < text.length() && text.charAt(at) == '^') {
            at += 2; // %{…}^ti, %{…}^to: trailers
        }
        if (at >= text.length()) {
            throw new IllegalArgumentException("ends within the directive '" + text.substring(start) + "'.");
        }
        char letter = text.charAt(at++);
        add(letter, argument, text.substring(start, at));
    }

    private void add(char letter, @Nullable String argument, String name) {
        switch (letter) {
            case '%' -> tokens.literal("%");
            case 't' -> time(argument, name);
            default -> tokens.field(field(letter, argument, name), name);
        }
    }

    private static Field field(char letter, @Nullable String argument, String name) {
        return switch (letter) {
            case 'a', 'h' -> Field.of("c".equals(argument) ? Kind.PEER : Kind.CLIENT);
            case 'r' -> Field.of(Kind.REQUEST);
            case 'm' -> Field.of(Kind.METHOD);
            case 'U' -> Field.of(Kind.PATH);
            case 'q' -> Field.of(Kind.QUERY);
            case 's' -> Field.of(Kind.STATUS);
            case 'v', 'V' -> Field.of(Kind.HOST);
            case 'i' -> Field.header(required(argument, name));
            case 'C' -> Field.cookie(required(argument, name));
            case 'n', 'e' -> variable(required(argument, name));
            case 'b', 'B' -> Field.of(Kind.BYTES);
            case 'D' -> Field.of(Kind.MICROSECONDS);
            case 'T' -> Field.of(duration(argument));
            case 'I', 'k', 'O', 'p', 'P', 'S' -> Field.of(Kind.SKIP_NUMBER);
            case 'l' -> Field.of(Kind.LOG_NAME);
            case 'H', 'X', 'A' -> Field.of(Kind.SKIP_WORD);
            case 'c', 'f', 'L', 'o', 'R', 'u', 'x' -> Field.of(Kind.SKIP_TEXT);
            default ->
                throw new IllegalArgumentException("has the directive " + name + ", which Apache does not know.");
        };
    }

    /** The unit of {@code %T}. */
    private static Kind duration(@Nullable String unit) {
        return switch (unit == null ? "s" : unit) {
            case "s" -> Kind.SECONDS;
            case "ms" -> Kind.MILLISECONDS;
            case "us" -> Kind.MICROSECONDS;
            default -> Kind.SKIP_NUMBER;
        };
    }

    private static String required(@Nullable String argument, String name) {
        if (argument == null || argument.isEmpty()) {
            throw new IllegalArgumentException("has " + name + " without a name in braces.");
        }
        return argument;
    }

    private void time(@Nullable String argument, String name) {
        if (argument == null) {
            tokens.literal("[");
            tokens.field(Field.of(Kind.TIME_CLF), name);
            tokens.literal("]");
            return;
        }
        String pattern = argument.replaceFirst("^(begin|end):", "");
        switch (pattern) {
            case "", "sec", "msec", "usec" -> tokens.field(Field.of(Kind.TIME_EPOCH), name);
            case "msec_frac", "usec_frac" -> tokens.field(Field.of(Kind.TIME_FRACTION), name);
            default -> tokens.field(Field.time(TimePattern.compile(pattern)), name);
        }
    }

    /** A note of another module, or a variable of the environment. */
    private static Field variable(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "request_body" -> Field.of(Kind.BODY);
            case "unique_id" -> Field.of(Kind.REQUEST_ID);
            default -> Field.of(Kind.SKIP_TEXT);
        };
    }
}
