/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.token;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Finds the values of {@code token_auth} and bearer tokens in a text of unknown form: a line of any log format, a form, JSON,
 * a multipart body, each within the escapes of the others ({@code %5F}, {@code %255F}, {@code \x5f}, {@code \\u005f},
 * {@code \"}). In what is known to be a request's text only what can hardly be anything else counts, for it may yet be replayed. Each layer of escapes is taken off in one pass, and each layer searched. Linear in the text. Stateless.
 */
final class TokenSearch {
    private static final int MOST_LAYERS = 4;
    private static final String NAME = "token_auth";
    private static final String BEARER = "bearer_";
    private static final String HEADER = "authorization";
    private static final Set<String> SCHEMES = Set.of("bearer", "basic", "digest");
    private static final String PART_NAME = "name=";

    /** Shorter ones are words. */
    private static final int LEAST_BEARER = 16;

    /** How far behind its name a part's value begins at most. */
    private static final int LONGEST_PART_HEAD = 1000;

    private TokenSearch() {}

    /** A value: where it stands in the text, and what it is without escapes. */
    record Found(int start, int end, String value) {}

    /** A text without a layer of escapes, and where each of its characters stood. */
    private static final class Layer {
        private final StringBuilder text;
        private final int[] starts;
        private final int[] ends;

        Layer(int most) {
            text = new StringBuilder(most);
            starts = new int[most];
            ends = new int[most];
        }

        void add(char c, int start, int end) {
            starts[text.length()] = start;
            ends[text.length()] = end;
            text.append(c);
        }
    }

    /** Values in the order of the text; none overlaps another. */
    static List<Found> in(String text) {
        return in(text, false);
    }

    /**
     * The same of a parameter's or a header's text: pages may speak of bearers and of authorization, so what stands behind these words counts
     * only as a header says it, by a known scheme.
     */
    static List<Found> inRequest(String text) {
        return in(text, true);
    }

    private static List<Found> in(String text, boolean request) {
        Layer layer = new Layer(text.length());
        for (int i = 0; i < text.length(); i++) {
            layer.add(text.charAt(i), i, i + 1);
        }
        List<Found> found = new ArrayList<>();
        for (int depth = 0; depth < MOST_LAYERS; depth++) {
            search(layer, request, found);
            Layer below = unescaped(layer);
            if (below.text.length() == layer.text.length()) {
                break;
            }
            layer = below;
        }
        return apart(found);
    }

    /** Of values that begin at one place, the one of the deepest layer: what ends a value may be escaped like it. */
    private static List<Found> apart(List<Found> found) {
        Map<Integer, Found> byStart = new TreeMap<>();
        found.forEach(one -> byStart.put(one.start(), one));
        List<Found> apart = new ArrayList<>();
        for (Found one : byStart.values()) {
            if (apart.isEmpty() || one.start() >= apart.get(apart.size() - 1).end()) {
                apart.add(one);
            }
        }
        return apart;
    }

    private static Layer unescaped(Layer in) {
        CharSequence text = in.text;
        Layer out = new Layer(text.length());
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            int code = -1;
            int to = i + 1;
            if (c == '%') {
                code = hex(text, i + 1, 2);
                to = i + 3;
            } else if (c == '\\' && i + 1 < text.length()) {
                char next = text.charAt(i + 1);
                boolean x = next == 'x';
                boolean u = next == 'u';
                code = x ? hex(text, i + 2, 2) : u ? hex(text, i + 2, 4) : plain(next);
                to = x ? i + 4 : u ? i + 6 : i + 2;
            }
            boolean escape = code >= 0;
            to = escape ? to : i + 1;
            out.add(escape ? (char) code : c, in.starts[i], in.ends[to - 1]);
            i = to;
        }
        return out;
    }

    private static int plain(char escaped) {
        return switch (escaped) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '"', '\\', '/', '\'' -> escaped;
            default -> -1;
        };
    }

    private static int hex(CharSequence text, int from, int digits) {
        if (from + digits > text.length()) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < from + digits; i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                return -1;
            }
            value = value * 16 + HexFormat.fromHexDigit(text.charAt(i));
        }
        return value;
    }

    private static void search(Layer layer, boolean request, List<Found> found) {
        String names = names(layer.text);
        for (int at = names.indexOf(NAME); at >= 0; ) {
            int next = at + 1;
            for (int[] value : valuesAfter(layer.text, at)) {
                add(layer, value, found);
                next = Math.max(next, value[1]);
            }
            at = names.indexOf(NAME, next);
        }
        searchHeader(layer, names, request, found);
        for (int at = request ? -1 : names.indexOf(BEARER); at >= 0; ) {
            int from = at + BEARER.length();
            int to = endOfBearer(layer.text, from);
            if (to - from >= LEAST_BEARER) {
                add(layer, new int[] {from, to}, found);
            }
            at = names.indexOf(BEARER, Math.max(from, to));
        }
    }

    /** Names as PHP has them: dots, blanks and plus signs are underscores. Latin letters only are made small. */
    private static String names(CharSequence text) {
        StringBuilder names = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            names.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c == '.' || c == '+' || c == ' ' ? '_' : c);
        }
        return names.toString();
    }

    /** What stands behind the scheme of a header {@code Authorization}, of whatever scheme. */
    private static void searchHeader(Layer layer, String names, boolean request, List<Found> found) {
        int next;
        for (int at = names.indexOf(HEADER); at >= 0; at = names.indexOf(HEADER, next)) {
            next = at + HEADER.length();
            int scheme = skip(layer.text, at + HEADER.length(), c -> "\"': =\t".indexOf(c) >= 0);
            int blank = skip(layer.text, scheme, Character::isLetter);
            int value = skip(layer.text, blank, c -> c == ' ' || c == '+');
            if (blank > scheme && value > blank) {
                int end = endOfBearer(layer.text, value);
                boolean header = end - value >= LEAST_BEARER
                        && SCHEMES.contains(names.substring(scheme, blank))
                        && isSaid(layer.text, at + HEADER.length(), scheme);
                if (!request || header) {
                    add(layer, new int[] {value, end}, found);
                }
                next = Math.max(next, end);
            }
        }
    }

    /** Whether a header's or a parameter's value begins there, and not the next word. */
    private static boolean isSaid(CharSequence text, int from, int to) {
        return text.subSequence(from, to).chars().anyMatch(c -> c == ':' || c == '=');
    }

    /** The first place from which a condition does not hold; a look of no more than a part's head. */
    private static int skip(CharSequence text, int from, Predicate<Character> condition) {
        int at = from;
        while (at < text.length() && at < from + LONGEST_PART_HEAD && condition.test(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int endOfBearer(CharSequence text, int from) {
        int to = from;
        while (to < text.length() && isOfBearer(text.charAt(to))) {
            to++;
        }
        return to;
    }

    private static boolean isOfBearer(char c) {
        return (c < 128 && Character.isLetterOrDigit(c)) || "-._~+/=".indexOf(c) >= 0;
    }

    private static void add(Layer layer, int[] value, List<Found> found) {
        if (value[0] < value[1]) {
            found.add(new Found(
                    layer.starts[value[0]], layer.ends[value[1] - 1], layer.text.substring(value[0], value[1])));
        }
    }

    /**
     * Begin and end of the value behind a name, as a form, as JSON, or as a part of a multipart body, also where it is quoted otherwise;
     * of a list of JSON those of its elements; none if none. An empty value ends where it begins, whatever follows it.
     */
    private static List<int[]> valuesAfter(CharSequence text, int name) {
        int at = behindIndex(text, name + NAME.length());
        int sign = blanks(text, at);
        if (sign < text.length() && text.charAt(sign) == '=') {
            int blanks = sign > at ? skip(text, sign + 1, c -> " \t".indexOf(c) >= 0) : sign + 1;
            int from = behindQuote(text, blanks);
            return List.of(new int[] {from, end(text, from, "&\"'<> \t\r\n\\")});
        }
        boolean quoted = at < text.length() && isQuote(text.charAt(at));
        int colon = quoted ? blanks(text, at + 1) : at;
        if (quoted && colon < text.length() && text.charAt(colon) == ':') {
            return ofJson(text, colon + 1);
        }
        return isNameOfPart(text, name) ? partAfter(text, quoted ? at + 1 : at) : List.of();
    }

    /** Behind the quote that a value begins with, with its escape, or as CSV doubles it; one before anything else ends a text. */
    private static int behindQuote(CharSequence text, int from) {
        int quote = from < text.length() && text.charAt(from) == '\\' ? from + 1 : from;
        if (quote == text.length() || !isQuote(text.charAt(quote))) {
            return from;
        }
        int behind = quote + 1;
        if (behind < text.length() && text.charAt(behind) == text.charAt(quote)) {
            behind++;
        }
        return behind < text.length() && Character.isLetterOrDigit(text.charAt(behind)) ? behind : from;
    }

    private static List<int[]> ofJson(CharSequence text, int from) {
        int at = skip(text, from, c -> "[ \t\r\n".indexOf(c) >= 0);
        boolean list = text.subSequence(from, at).toString().indexOf('[') >= 0;
        List<int[]> values = new ArrayList<>();
        int comma;
        do {
            boolean quoted = at < text.length() && isQuote(text.charAt(at));
            int begin = quoted ? at + 1 : at;
            int end = end(text, begin, quoted ? text.charAt(at) + "\\\r\n" : ",}]\" \t\r\n\\");
            values.add(new int[] {begin, end});
            comma = blanks(text, quoted && end < text.length() && text.charAt(end) == text.charAt(at) ? end + 1 : end);
            at = blanks(text, comma + 1);
        } while (list && comma < text.length() && text.charAt(comma) == ',');
        return values;
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'';
    }

    /** Behind the {@code []} of a list's name, if it is one. */
    private static int behindIndex(CharSequence text, int at) {
        if (at == text.length() || text.charAt(at) != '[') {
            return at;
        }
        int close = skip(text, at, c -> c != ']' && c != '&' && c != '=');
        return close < text.length() && text.charAt(close) == ']' ? close + 1 : at;
    }

    /** PHP takes a part's name without quotes or within single ones too. */
    private static boolean isNameOfPart(CharSequence text, int name) {
        int equals = name > 0 && isQuote(text.charAt(name - 1)) ? name - 1 : name;
        return equals >= PART_NAME.length()
                && text.subSequence(equals - PART_NAME.length(), equals)
                        .toString()
                        .equalsIgnoreCase(PART_NAME);
    }

    private static List<int[]> partAfter(CharSequence text, int from) {
        int breaks = 0;
        for (int i = from; i < text.length() && i < from + LONGEST_PART_HEAD; i++) {
            char c = text.charAt(i);
            breaks = c == '\n' ? breaks + 1 : c == '\r' ? breaks : 0;
            if (breaks == 2) {
                return List.of(new int[] {i + 1, end(text, i + 1, "\r\n")});
            }
        }
        return List.of();
    }

    private static int blanks(CharSequence text, int from) {
        int at = from;
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    private static int end(CharSequence text, int from, String ends) {
        int at = from;
        while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }
}
