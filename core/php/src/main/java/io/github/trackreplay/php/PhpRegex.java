/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import io.github.trackreplay.regex.Flags;
import io.github.trackreplay.regex.LimitedText;
import io.github.trackreplay.regex.LinearRegex;
import io.github.trackreplay.regex.Search;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A PHP regular expression with delimiters and modifiers ({@code /^utm_/i}), compiled once for byte strings.
 *
 * <p>Covers what people write into Matomo's settings: classes, groups, look-around, quantifiers, POSIX class names and the
 * modifiers {@code i m s x A D u}. An expression that needs more of PCRE (recursion, conditions, {@code U}) counts as none.
 *
 * <p>A search takes effort in proportion to the text, except for expressions with back references and the like or {@code u}.
 * Every search ends: one that takes too many steps counts as not found, as in PHP, where it ends at PCRE's backtrack limit. The
 * steps are others than PCRE's, so where exactly it ends is not the same.
 */
public final class PhpRegex {
    private static final String POSIX_NAMES =
            "alpha=Alpha,digit=Digit,alnum=Alnum,upper=Upper,lower=Lower,punct=Punct,space=Space,xdigit=XDigit,"
                    + "cntrl=Cntrl,print=Print,graph=Graph,blank=Blank,word=IsWord";

    /** Of the engine of linear effort: some thousandths of a second. PCRE's limit counts larger ones, a million. */
    private static final long MOST_STEPS = 4_000_000;

    /** Chars that {@code java.util.regex} may look at. */
    private static final int MOST_LOOKS = 1_000_000;

    private final Engine engine;

    private PhpRegex(Engine engine) {
        this.engine = engine;
    }

    /** Finds the expression in a byte string. */
    private sealed interface Engine {
        boolean find(String bytes);

        /** The first group of the first match; null where there is none. */
        @Nullable
        String firstGroup(String bytes);
    }

    /** Linear effort. */
    private record Linear(LinearRegex regex, boolean ignoreCase, boolean anchored) implements Engine {
        @Override
        public boolean find(String bytes) {
            return found(search(bytes));
        }

        @Override
        public @Nullable String firstGroup(String bytes) {
            Search search = search(bytes);
            boolean has = found(search) && regex.groups() > 0 && search.start(1) >= 0;
            return has ? bytes.substring(search.start(1), search.end(1)) : null;
        }

        private Search search(String bytes) {
            String text = ignoreCase ? Ascii.lower(bytes) : bytes;
            return regex.in(text.getBytes(StandardCharsets.ISO_8859_1), MOST_STEPS);
        }

        private boolean found(Search search) {
            return anchored ? search.matchesAt(0) : search.find(0);
        }
    }

    /** By {@code java.util.regex}. An expression that exhausts the stack counts as not found too. */
    private record Bounded(Pattern pattern, boolean unicode, boolean anchored) implements Engine {
        @Override
        public boolean find(String bytes) {
            return found(matcher(bytes));
        }

        @Override
        public @Nullable String firstGroup(String bytes) {
            Matcher matcher = matcher(bytes);
            if (!found(matcher) || matcher.groupCount() < 1 || matcher.group(1) == null) {
                return null;
            }
            return unicode ? ByteText.bytes(matcher.group(1)) : matcher.group(1);
        }

        private Matcher matcher(String bytes) {
            return pattern.matcher(new LimitedText(unicode ? ByteText.text(bytes) : bytes, MOST_LOOKS));
        }

        private boolean found(Matcher matcher) {
            try {
                return anchored ? matcher.lookingAt() : matcher.find();
            } catch (StackOverflowError | LimitedText.Exceeded e) {
                return false;
            }
        }
    }

    /** Nothing where PHP would not accept the expression, so that it is an ordinary word. */
    public static Optional<PhpRegex> compile(String expression) {
        int start = 0;
        while (start < expression.length() && Ascii.isSpace(expression.charAt(start))) {
            start++;
        }
        if (start == expression.length()) {
            return Optional.empty();
        }
        char open = expression.charAt(start);
        if (Ascii.isAlphanumeric(open) || open == '\\' || open == 0) {
            return Optional.empty();
        }
        int end = delimiterEnd(expression, start);
        return end < 0
                ? Optional.empty()
                : compile(expression.substring(start + 1, end), expression.substring(end + 1));
    }

    private static int delimiterEnd(String expression, int start) {
        char open = expression.charAt(start);
        int bracket = "([{<".indexOf(open);
        char close = bracket < 0 ? open : ")]}>".charAt(bracket);
        int depth = 1;
        for (int i = start + 1; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == close && --depth == 0) {
                return i;
            } else if (bracket >= 0 && c == open) {
                depth++;
            }
        }
        return -1;
    }

    private static Optional<PhpRegex> compile(String body, String modifiers) {
        int flags = Pattern.UNIX_LINES;
        boolean unicode = false;
        boolean endsOnly = false;
        for (int i = 0; i < modifiers.length(); i++) {
            switch (modifiers.charAt(i)) {
                case 'i' -> flags |= Pattern.CASE_INSENSITIVE;
                case 'm' -> flags |= Pattern.MULTILINE;
                case 's' -> flags |= Pattern.DOTALL;
                case 'x' -> flags |= Pattern.COMMENTS;
                case 'D' -> endsOnly = true;
                case 'u' -> unicode = true;
                case 'A', 'S', 'X', 'J', 'n', ' ', '\n', '\r' -> {
                    // either looked at below or without effect on whether something matches
                }
                default -> {
                    return Optional.empty();
                }
            }
        }
        boolean anchored = modifiers.indexOf('A') >= 0;
        if (!unicode) {
            boolean ignoreCase = (flags & Pattern.CASE_INSENSITIVE) != 0;
            Optional<LinearRegex> linear = LinearRegex.compile(
                    body,
                    new Flags(
                            ignoreCase,
                            (flags & Pattern.MULTILINE) != 0,
                            (flags & Pattern.DOTALL) != 0,
                            (flags & Pattern.COMMENTS) != 0,
                            endsOnly));
            if (linear.isPresent()) {
                return Optional.of(new PhpRegex(new Linear(linear.get(), ignoreCase, anchored)));
            }
        } else if ((flags & Pattern.CASE_INSENSITIVE) != 0) {
            flags |= Pattern.UNICODE_CASE;
        }
        return bounded(translate(unicode ? ByteText.text(body) : body, endsOnly), flags, unicode, anchored);
    }

    private static Optional<PhpRegex> bounded(String java, int flags, boolean unicode, boolean anchored) {
        try {
            return Optional.of(new PhpRegex(new Bounded(Pattern.compile(java, flags), unicode, anchored)));
        } catch (PatternSyntaxException notInJava) {
            return Optional.empty();
        }
    }

    /** Java reads {@code [} and {@code &&} inside a class as set operations, and has other names for POSIX classes. */
    private static String translate(String body, boolean endsOnly) {
        StringBuilder out = new StringBuilder(body.length() + 8);
        boolean inClass = false;
        int classStart = 0;
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            if (c == '\\' && i + 1 < body.length()) {
                out.append(c).append(body.charAt(++i));
            } else if (!inClass) {
                inClass = c == '[';
                classStart = inClass ? i + (body.startsWith("^", i + 1) ? 2 : 1) : 0;
                out.append(c == '$' && endsOnly ? "\\z" : body.startsWith("(?P<", i) ? "(?" : String.valueOf(c));
                i += body.startsWith("(?P<", i) ? 2 : 0;
            } else if (c == ']' && i > classStart) {
                inClass = false;
                out.append(c);
            } else {
                i = classMember(body, i, classStart, out);
            }
        }
        return out.toString();
    }

    /** Appends one member of a class and gives the position of its last char. */
    private static int classMember(String body, int at, int classStart, StringBuilder out) {
        char c = body.charAt(at);
        int end = body.startsWith("[:", at) ? body.indexOf(":]", at + 2) : -1;
        String java = end < 0 ? null : posix(body.substring(at + 2, end));
        if (java != null) {
            out.append(java);
            return end + 1;
        }
        boolean negation = c == '^' && at == classStart - 1;
        if (c == '[' || c == ']' || c == '&' || (c == '^' && !negation)) {
            out.append('\\');
        }
        out.append(c);
        return at;
    }

    private static @Nullable String posix(String name) {
        boolean negated = name.startsWith("^");
        String plain = negated ? name.substring(1) : name;
        for (String entry : POSIX_NAMES.split(",")) {
            if (entry.startsWith(plain + "=")) {
                String java = entry.substring(plain.length() + 1);
                return java.equals("IsWord") ? (negated ? "\\W" : "\\w") : (negated ? "\\P{" : "\\p{") + java + '}';
            }
        }
        return null;
    }

    /** PHP's {@code preg_match}: whether the expression is found in a byte string. */
    public boolean find(String bytes) {
        return engine.find(bytes);
    }

    /** The first group of the first match; nothing where the expression is not found or the group took no part. */
    public Optional<String> firstGroup(String bytes) {
        return Optional.ofNullable(engine.firstGroup(bytes));
    }
}
