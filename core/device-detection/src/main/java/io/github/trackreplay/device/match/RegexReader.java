/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.match;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a regex of the definitions (PCRE, case-insensitive, bytes) and says what its matches must contain, and where its
 * top-level branches begin and end.
 *
 * <p>It never guesses: of a construct that it does not know it says that nothing is known, and then the regex is always
 * tried. It also writes the regex in {@code java.util.regex} syntax, which differs in character classes only, for the few that
 * the engine of linear effort refuses.
 */
final class RegexReader {
    /** One top-level branch: its text as given and in Java syntax, its facts, and the number of capturing groups in it. */
    record Branch(String regex, String java, Facts facts, int groups) {}

    private static final class Unknown extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unknown() {
            super("unknown construct", null, false, false);
        }
    }

    private static final String GROUP = "(?:";

    private final String regex;
    private final StringBuilder java = new StringBuilder();
    private int at;
    private int groups;

    private RegexReader(String regex) {
        this.regex = regex;
    }

    /** The branches of a regex, in order; one branch without facts when it holds a construct that is not known here. */
    static List<Branch> branches(String regex) {
        RegexReader reader = new RegexReader(regex);
        try {
            return reader.topLevel();
        } catch (Unknown | StringIndexOutOfBoundsException e) {
            return List.of(new Branch(regex, regex, Facts.UNKNOWN, -1));
        }
    }

    private List<Branch> topLevel() {
        List<Branch> branches = new ArrayList<>();
        while (true) {
            java.setLength(0);
            int before = groups;
            int from = at;
            Facts facts = sequence();
            String text = regex.substring(from, at);
            Branch branch = new Branch(text, java.toString(), facts, groups - before);
            boolean mixed = groups == before && text.startsWith(GROUP) && !facts.beginsKnown();
            branches.addAll(mixed ? new RegexReader(text).apart(branch) : List.of(branch));
            if (at == regex.length()) return branches;
            if (regex.charAt(at) != '|') throw new Unknown();
            at++;
        }
    }

    /**
     * A branch that begins with a group, {@code (?:a|.+b|c)d}, as the branches {@code (?:a)d|(?:.+b)d|(?:c)d}, which match the same in
     * the same order: so an alternative of which it is not known how it begins does not have all others tried at every place.
     */
    private List<Branch> apart(Branch whole) {
        at = GROUP.length();
        List<StringBuilder> pieces = new ArrayList<>();
        boolean alone = true;
        do {
            int from = at;
            boolean known = sequence().beginsKnown();
            String text = regex.substring(from, at);
            if (alone || !known) pieces.add(new StringBuilder(text));
            else pieces.get(pieces.size() - 1).append('|').append(text);
            alone = !known;
        } while (take() == '|');
        boolean repeated = at < regex.length() && "*+?{".indexOf(regex.charAt(at)) >= 0;
        if (repeated || pieces.size() == 1) return List.of(whole);
        String rest = regex.substring(at);
        return pieces.stream()
                .flatMap(piece -> new RegexReader(GROUP + piece + ")" + rest).topLevel().stream())
                .toList();
    }

    private Facts alternatives() {
        List<Facts> parts = new ArrayList<>();
        parts.add(sequence());
        while (at < regex.length() && regex.charAt(at) == '|') {
            take();
            parts.add(sequence());
        }
        return parts.size() == 1 ? parts.get(0) : Facts.either(parts);
    }

    private Facts sequence() {
        List<Facts> parts = new ArrayList<>();
        while (at < regex.length() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
            parts.add(quantified(atom()));
        }
        return parts.size() == 1 ? parts.get(0) : Facts.sequence(parts);
    }

    private Facts atom() {
        char c = take();
        return switch (c) {
            case '(' -> group();
            case '[' -> Facts.oneOf(charClass());
            case '.' -> Facts.oneOf(ByteSet.of('\n').complement());
            case '^', '$' -> Facts.EMPTY;
            case '\\' -> escaped();
            case '*', '+', '?' -> throw new Unknown();
            default -> Facts.literal(known(c));
        };
    }

    private Facts group() {
        boolean lookAround = false;
        if (peek('?')) {
            take();
            char kind = take();
            if (kind == '=' || kind == '!') {
                lookAround = true;
            } else if (kind == '<' && (peek('=') || peek('!'))) {
                take();
                lookAround = true;
            } else if (kind != ':') {
                throw new Unknown();
            }
        } else {
            groups++;
        }
        Facts facts = alternatives();
        if (!peek(')')) throw new Unknown();
        take();
        return lookAround ? Facts.EMPTY : facts;
    }

    private Facts escaped() {
        char c = take();
        if (c == 'b' || c == 'B' || (c >= '0' && c <= '9')) throw new Unknown();
        ByteSet set = escapedSet(c);
        return set != null ? Facts.oneOf(set) : Facts.literal(known(c));
    }

    /** The set of \d, \w, \s and their opposites; null for an escaped character that stands for itself. */
    private static @Nullable ByteSet escapedSet(char c) {
        ByteSet digits = ByteSet.NONE.withRange('0', '9');
        ByteSet word = digits.withRange('a', 'z').with('_');
        ByteSet space = ByteSet.of(' ').withRange(9, 13);
        return switch (c) {
            case 'd' -> digits;
            case 'D' -> digits.complement();
            case 'w' -> word;
            case 'W' -> word.complement();
            case 's' -> space;
            case 'S' -> space.complement();
            case 't' -> ByteSet.of('\t');
            case 'n' -> ByteSet.of('\n');
            case 'r' -> ByteSet.of('\r');
            default -> {
                if (Character.isLetterOrDigit(c)) throw new Unknown();
                yield null;
            }
        };
    }

    private ByteSet charClass() {
        boolean negated = peek('^');
        if (negated) take();
        ByteSet set = ByteSet.NONE;
        boolean first = true;
        while (first || !peek(']')) {
            if (at == regex.length()) throw new Unknown();
            first = false;
            char c = classChar();
            ByteSet escape = c == '\\' ? escapedSet(regex.charAt(at)) : null;
            if (escape != null) {
                take();
                set = set.or(escape);
                continue;
            }
            if (c == '\\') c = take();
            if (peek('-') && at + 1 < regex.length() && regex.charAt(at + 1) != ']') {
                take();
                char to = take();
                if (to == '\\') {
                    if (Character.isLetterOrDigit(regex.charAt(at))) throw new Unknown();
                    to = take();
                }
                set = set.withRange(known(c), known(to));
            } else {
                set = set.with(known(c));
            }
        }
        take();
        return negated ? set.complement() : set;
    }

    /** One character inside a class; Java gives a meaning to `[` and `&&` there that PCRE does not. */
    private char classChar() {
        char c = regex.charAt(at);
        if (c == '[') {
            if (at + 1 < regex.length() && regex.charAt(at + 1) == ':') throw new Unknown();
            java.append('\\');
        }
        if (c == '&' || c == ']') java.append('\\');
        return take();
    }

    private Facts quantified(Facts facts) {
        if (at == regex.length()) return facts;
        char c = regex.charAt(at);
        Facts result = switch (c) {
            case '*' -> facts.optional(false);
            case '?' -> facts.optional(true);
            case '+' -> facts.repeated(1, false);
            case '{' -> counted(facts);
            default -> facts;
        };
        if (c != '*' && c != '?' && c != '+' && c != '{') return facts;
        if (c != '{') take();
        if (peek('?') || peek('+')) take();
        return result;
    }

    private Facts counted(Facts facts) {
        int end = regex.indexOf('}', at);
        if (end < 0) throw new Unknown();
        String[] bounds = regex.substring(at + 1, end).split(",", -1);
        int min;
        int max;
        try {
            min = Integer.parseInt(bounds[0]);
            max = bounds.length == 1 ? min : bounds[1].isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(bounds[1]);
        } catch (NumberFormatException e) {
            throw new Unknown();
        }
        while (at <= end) take();
        if (min == 0) return facts.optional(max == 1);
        return facts.repeated(min, min == max);
    }

    private char take() {
        if (at == regex.length()) throw new Unknown();
        char c = regex.charAt(at++);
        java.append(c);
        return c;
    }

    private boolean peek(char c) {
        return at < regex.length() && regex.charAt(at) == c;
    }

    private static char known(char c) {
        if (c > 255) throw new Unknown();
        return c;
    }
}
