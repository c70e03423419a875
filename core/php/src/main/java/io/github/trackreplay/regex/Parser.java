/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.regex;

import io.github.trackreplay.regex.Node.UnsupportedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an expression in PCRE's syntax. It never guesses: what it does not know is {@link UnsupportedException}. */
final class Parser {
    private static final int DEEPEST = 200;

    private final String regex;
    private final Flags flags;
    private final Classes classes;
    private int at;
    private int groups;
    private int depth;

    Parser(String regex, Flags flags) {
        this.regex = regex;
        this.flags = flags;
        this.classes = new Classes(regex, flags.ignoreCase());
    }

    Node parse() {
        Node node = alternatives();
        if (at < regex.length()) throw new UnsupportedException("a parenthesis that nothing opens");
        return node;
    }

    int groups() {
        return groups;
    }

    private Node alternatives() {
        if (++depth > DEEPEST) throw new UnsupportedException("too many groups inside each other");
        List<Node> parts = new ArrayList<>();
        parts.add(sequence());
        while (peek('|')) {
            at++;
            parts.add(sequence());
        }
        depth--;
        return parts.size() == 1 ? parts.get(0) : new Node.Alternatives(List.copyOf(parts));
    }

    private Node sequence() {
        List<Node> parts = new ArrayList<>();
        skipIgnored();
        while (at < regex.length() && !peek('|') && !peek(')')) {
            Node atom = atom();
            skipIgnored();
            if (atom != null) parts.add(quantified(atom));
            skipIgnored();
        }
        return parts.size() == 1 ? parts.get(0) : new Node.Sequence(List.copyOf(parts));
    }

    private void skipIgnored() {
        while (flags.extended() && at < regex.length()) {
            char c = regex.charAt(at);
            if (c == '#') {
                int end = regex.indexOf('\n', at);
                at = end < 0 ? regex.length() : end + 1;
            } else if (c == ' ' || (c >= '\t' && c <= '\r')) {
                at++;
            } else {
                return;
            }
        }
    }

    /** One atom; null for a comment. */
    private @Nullable Node atom() {
        char c = regex.charAt(at++);
        return switch (c) {
            case '(' -> group();
            case '[' -> new Node.One(classes.bracketed(this));
            case '.' ->
                new Node.One(flags.dotAll() ? ByteClass.ALL : ByteClass.of('\n').complement());
            case '^' -> new Node.Assertion(flags.multiline() ? Place.LINE_START : Place.TEXT_START);
            case '$' -> new Node.Assertion(dollar());
            case '\\' -> escaped();
            case '*', '+', '?' -> throw new UnsupportedException("a quantifier of nothing");
            default -> literal(c);
        };
    }

    private int dollar() {
        if (flags.multiline()) return Place.LINE_END;
        return flags.dollarAtEndOnly() ? Place.TEXT_END : Place.TEXT_END_OR_LAST_LINE_FEED;
    }

    private Node literal(int c) {
        if (c > 255) throw new UnsupportedException("a character that is no byte");
        ByteClass set = ByteClass.of(c);
        return new Node.One(flags.ignoreCase() ? set.lower() : set);
    }

    private @Nullable Node group() {
        if (!peek('?')) {
            if (peek('*')) throw new UnsupportedException("a verb");
            int number = ++groups;
            return new Node.Group(number, closed(alternatives()));
        }
        at++;
        char kind = take();
        return switch (kind) {
            case ':' -> closed(alternatives());
            case '=', '!' -> new Node.Look(closed(alternatives()), false, kind == '!');
            case '>' -> new Node.Atomic(closed(alternatives()));
            case '#' -> comment();
            case '<' -> behindOrNamed();
            case 'P' -> {
                if (take() != '<') throw new UnsupportedException("a reference to a group");
                yield named('>');
            }
            case '\'' -> named('\'');
            default -> throw new UnsupportedException("(?" + kind);
        };
    }

    private Node behindOrNamed() {
        if (!peek('=') && !peek('!')) return named('>');
        char kind = take();
        return new Node.Look(closed(alternatives()), true, kind == '!');
    }

    private Node named(char end) {
        int close = regex.indexOf(end, at);
        if (close <= at) throw new UnsupportedException("a name without an end");
        at = close + 1;
        int number = ++groups;
        return new Node.Group(number, closed(alternatives()));
    }

    private @Nullable Node comment() {
        int end = regex.indexOf(')', at);
        if (end < 0) throw new UnsupportedException("a comment without an end");
        at = end + 1;
        return null;
    }

    private Node closed(Node node) {
        if (!peek(')')) throw new UnsupportedException("a group without an end");
        at++;
        return node;
    }

    private Node escaped() {
        char c = take();
        return switch (c) {
            case 'b' -> new Node.Assertion(Place.WORD_BOUNDARY);
            case 'B' -> new Node.Assertion(Place.NO_WORD_BOUNDARY);
            case 'A' -> new Node.Assertion(Place.TEXT_START);
            case 'z' -> new Node.Assertion(Place.TEXT_END);
            case 'Z' -> new Node.Assertion(Place.TEXT_END_OR_LAST_LINE_FEED);
            default -> {
                ByteClass set = Classes.named(c);
                yield set == null ? literal(Classes.escaped(c, this)) : new Node.One(set);
            }
        };
    }

    private Node quantified(Node atom) {
        if (at == regex.length()) return atom;
        int min;
        int max = -1;
        switch (regex.charAt(at)) {
            case '*' -> min = 0;
            case '+' -> min = 1;
            case '?' -> {
                min = 0;
                max = 1;
            }
            case '{' -> {
                int[] bounds = bounds();
                if (bounds == null) return atom;
                min = bounds[0];
                max = bounds[1];
                at = bounds[2] - 1;
            }
            default -> {
                return atom;
            }
        }
        at++;
        return repeated(atom, min, max);
    }

    private Node repeated(Node atom, int min, int max) {
        if (atom instanceof Node.Assertion) throw new UnsupportedException("a quantifier of a place");
        boolean lazy = peek('?');
        boolean possessive = peek('+');
        if (lazy || possessive) at++;
        if (peek('*') || peek('+') || peek('?')) throw new UnsupportedException("a quantifier of a quantifier");
        if (atom instanceof Node.Look) throw new UnsupportedException("a quantifier of a look-around");
        Node repeated = new Node.Repeated(atom, min, max, !lazy);
        return possessive ? new Node.Atomic(repeated) : repeated;
    }

    /** Least, most (-1: no limit) and the end of a quantifier in braces; null when the brace is a character. */
    private int @Nullable [] bounds() {
        int i = at + 1;
        int min = 0;
        int digits = i;
        while (i < regex.length() && isDigit(regex.charAt(i)) && i - digits < 5) {
            min = min * 10 + regex.charAt(i++) - '0';
        }
        if (i == digits) return null;
        int max = min;
        if (i < regex.length() && regex.charAt(i) == ',') {
            int from = ++i;
            max = 0;
            while (i < regex.length() && isDigit(regex.charAt(i)) && i - from < 5) {
                max = max * 10 + regex.charAt(i++) - '0';
            }
            if (i == from) max = -1;
        }
        if (i == regex.length() || regex.charAt(i) != '}') return null;
        if (max >= 0 && max < min) throw new UnsupportedException("bounds in the wrong order");
        return new int[] {min, max, i + 1};
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    char take() {
        if (at == regex.length()) throw new UnsupportedException("an end too early");
        return regex.charAt(at++);
    }

    boolean peek(char c) {
        return at < regex.length() && regex.charAt(at) == c;
    }

    int at() {
        return at;
    }

    int length() {
        return regex.length();
    }

    boolean isAt(int position, char c) {
        return regex.charAt(position) == c;
    }

    void moveTo(int position) {
        at = position;
    }
}
