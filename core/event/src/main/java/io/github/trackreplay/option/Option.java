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
import java.util.function.UnaryOperator;
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
    private final String doc;
    private final Form<T> form;
    private final Unset unset;

    /**
     * How values are written.
     *
     * @param type what one looks like, for people
     * @param parser turns the text into a value; throws {@link IllegalArgumentException} with the remedy as its message
     * @param shown a text as messages may repeat it
     * @param filled whether the text may not be empty
     */
    private record Form<T>(String type, Function<String, T> parser, UnaryOperator<String> shown, boolean filled) {}

    /**
     * What holds where the configuration does not set it.
     *
     * @param fallback the text that it is read as
     * @param refused whether that is an error
     */
    private record Unset(Optional<String> fallback, boolean refused) {
        static final Unset NOTHING = new Unset(Optional.empty(), false);
    }

    private Option(String name, String doc, Form<T> form, Unset unset) {
        this.name = name;
        this.doc = doc;
        this.form = form;
        this.unset = unset;
    }

    /**
     * A setting of any type.
     *
     * @param type what a value looks like, for the reference page ({@code number from 1 to 10})
     * @param parser turns the text into a value; throws {@link IllegalArgumentException} with the remedy as its message
     */
    public static <T> Option<T> of(String name, String type, String doc, Function<String, T> parser) {
        return new Option<>(name, doc, new Form<>(type, parser, UnaryOperator.identity(), false), Unset.NOTHING);
    }

    /** A text without which somebody may do more: set, it is never empty, nor a reference that nothing has resolved. */
    public static Option<String> key(String name, String doc) {
        Function<String, String> parser = text -> {
            if (text.startsWith("${")) {
                throw new IllegalArgumentException("has not been resolved: is the variable set for the agent's user?");
            }
            return text;
        };
        UnaryOperator<String> shown = text -> text.startsWith("${") ? text : "...";
        return new Option<>(name, doc, new Form<>("text", parser, shown, true), Unset.NOTHING);
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

    /** A number of bytes with its unit, written {@code 65536 B}, {@code 64 KiB}, {@code 10 GiB}; only 0 needs none. */
    public static Option<Long> bytes(String name, String doc) {
        return of(name, "bytes (64 KiB, 10 GiB)", doc, text -> {
            Matcher m = matched(SIZE, text, "must be a number of bytes such as 65536 B, 64 KiB or 10 GiB.");
            String unit = unit(m, "has no unit. Add B, KiB, MiB or GiB: %1$s KiB, for example.");
            int shift = List.of("b", "kib", "mib", "gib").indexOf(unit) * 10;
            return number(m, 1L << shift);
        });
    }

    /**
     * A length of time with its unit, written {@code 500 ms}, {@code 5 s}, {@code 2 h}, {@code 400 d}; only 0 needs none. It
     * always fits into a {@code long} of milliseconds.
     */
    public static Option<Duration> duration(String name, String doc) {
        return of(name, "time (500 ms, 5 s, 10 m, 2 h, 400 d)", doc, text -> {
            Matcher m = matched(TIME, text, "must be a length of time such as 500 ms, 5 s, 10 m or 2 h.");
            String unit = unit(m, "has no unit. Add ms, s, m, h or d: %1$s s or %1$s m, for example.");
            Duration one = switch (unit) {
                case "s" -> Duration.ofSeconds(1);
                case "m", "min" -> Duration.ofMinutes(1);
                case "h" -> Duration.ofHours(1);
                case "d" -> Duration.ofDays(1);
                default -> Duration.ofMillis(1);
            };
            return Duration.ofMillis(number(m, one.toMillis()));
        });
    }

    private static Matcher matched(Pattern pattern, String text, String refusal) {
        Matcher matcher = pattern.matcher(text.trim());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(refusal);
        }
        return matcher;
    }

    /** The unit in lower case, the smallest one for 0. */
    private static String unit(Matcher amount, String refusal) {
        if (amount.group(2) != null) {
            return amount.group(2).toLowerCase(Locale.ROOT);
        }
        if (Long.parseLong(amount.group(1)) != 0) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, refusal, amount.group(1)));
        }
        return amount.pattern() == SIZE ? "b" : "ms";
    }

    private static long number(Matcher amount, long factor) {
        try {
            return Math.multiplyExact(Long.parseLong(amount.group(1)), factor);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("is too large.", e);
        }
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
        return new Option<>(name, doc, form, new Unset(Optional.of(text), false));
    }

    /** The same option, which the configuration must set. */
    public Option<T> mandatory() {
        return new Option<>(name, doc, form, new Unset(Optional.empty(), true));
    }

    /** The same option, whose value is repeated in messages only as a function gives it: without passwords. */
    public Option<T> shownBy(UnaryOperator<String> mask) {
        return new Option<>(name, doc, new Form<>(form.type(), form.parser(), mask, form.filled()), unset);
    }

    public String name() {
        return name;
    }

    /** What a value looks like. */
    public String type() {
        return form.type();
    }

    public Optional<String> fallback() {
        return unset.fallback();
    }

    public boolean required() {
        return unset.refused();
    }

    /** Whether it may not be set to nothing, as though it were not set. */
    boolean filled() {
        return form.filled();
    }

    public String doc() {
        return doc;
    }

    /** A value as messages may repeat it. */
    String shown(String text) {
        return form.shown().apply(text);
    }

    T parse(String text) {
        return form.parser().apply(text);
    }
}
