/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.option;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One setting of a component, declared once: its name, type, default and documentation. Reading it, checking it and the
 * reference page all come from this declaration. Immutable.
 *
 * @param <T> type of the value
 */
public final class Option<T> {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*(B|KiB|MiB|GiB)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern TIME = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|min|h|d)?", Pattern.CASE_INSENSITIVE);

    private final String name;
    private final String type;
    private final Optional<String> fallback;
    private final boolean required;
    private final String doc;
    private final Function<String, T> parser;

    private Option(
            String name,
            String type,
            Optional<String> fallback,
            boolean required,
            String doc,
            Function<String, T> parser) {
        this.name = name;
        this.type = type;
        this.fallback = fallback;
        this.required = required;
        this.doc = doc;
        this.parser = parser;
    }

    /**
     * A setting of any type.
     *
     * @param type what a value looks like, for the reference page ({@code number from 1 to 10})
     * @param parser turns the text into a value; throws {@link IllegalArgumentException} with the remedy as its message
     */
    public static <T> Option<T> of(String name, String type, String doc, Function<String, T> parser) {
        return new Option<>(name, type, Optional.empty(), false, doc, parser);
    }

    public static Option<String> text(String name, String doc) {
        return of(name, "text", doc, Function.identity());
    }

    /** Words separated by white space. */
    public static Option<List<String>> words(String name, String doc) {
        return of(
                name,
                "words",
                doc,
                text -> Arrays.stream(text.trim().split("\\s+"))
                        .filter(word -> !word.isEmpty())
                        .toList());
    }

    public static Option<Path> path(String name, String doc) {
        return of(name, "path", doc, text -> {
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("is not a path: " + e.getMessage(), e);
            }
        });
    }

    public static Option<Boolean> flag(String name, String doc) {
        return of(name, "true | false", doc, text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false.");
        });
    }

    public static Option<Integer> number(String name, int least, int most, String doc) {
        String range = "number from " + least + " to " + most;
        return of(name, range, doc, text -> {
            try {
                int value = Integer.parseInt(text);
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("must be a " + range + ".", e);
            }
            throw new IllegalArgumentException("must be a " + range + ".");
        });
    }

    /** A number of bytes, written {@code 65536}, {@code 64 KiB}, {@code 10 GiB}. */
    public static Option<Long> bytes(String name, String doc) {
        return of(name, "bytes (64 KiB, 10 GiB)", doc, text -> {
            Matcher m = SIZE.matcher(text.trim());
            if (!m.matches()) {
                throw new IllegalArgumentException("must be a number of bytes such as 65536, 64 KiB or 10 GiB.");
            }
            String unit = m.group(2) == null ? "b" : m.group(2).toLowerCase(Locale.ROOT);
            int shift = List.of("b", "kib", "mib", "gib").indexOf(unit) * 10;
            return Math.multiplyExact(Long.parseLong(m.group(1)), 1L << shift);
        });
    }

    /** A length of time, written {@code 500 ms}, {@code 5 s}, {@code 2 h}, {@code 400 d}; a bare number is milliseconds. */
    public static Option<Duration> duration(String name, String doc) {
        return of(name, "time (500 ms, 5 s, 10 m, 2 h, 400 d)", doc, text -> {
            Matcher m = TIME.matcher(text.trim());
            if (!m.matches()) {
                throw new IllegalArgumentException("must be a length of time such as 500 ms, 5 s, 10 m or 2 h.");
            }
            long n = Long.parseLong(m.group(1));
            return switch (m.group(2) == null ? "ms" : m.group(2).toLowerCase(Locale.ROOT)) {
                case "s" -> Duration.ofSeconds(n);
                case "m", "min" -> Duration.ofMinutes(n);
                case "h" -> Duration.ofHours(n);
                case "d" -> Duration.ofDays(n);
                default -> Duration.ofMillis(n);
            };
        });
    }

    /** One of the names of an enum, any case. */
    public static <E extends Enum<E>> Option<E> choice(String name, Class<E> of, String doc) {
        String names = Arrays.stream(of.getEnumConstants())
                .map(e -> e.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" | "));
        return of(
                name,
                names,
                doc,
                text -> Arrays.stream(of.getEnumConstants())
                        .filter(e -> e.name().equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("must be one of " + names + ".")));
    }

    /** The same option, read as {@code text} where the configuration does not set it. */
    public Option<T> orElse(String text) {
        return new Option<>(name, type, Optional.of(text), false, doc, parser);
    }

    /** The same option, which the configuration must set. */
    public Option<T> mandatory() {
        return new Option<>(name, type, Optional.empty(), true, doc, parser);
    }

    public String name() {
        return name;
    }

    /** What a value looks like. */
    public String type() {
        return type;
    }

    public Optional<String> fallback() {
        return fallback;
    }

    public boolean required() {
        return required;
    }

    public String doc() {
        return doc;
    }

    T parse(String text) {
        return parser.apply(text);
    }
}
