/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.regex;

import io.github.trackreplay.regex.Node.UnsupportedException;
import org.jspecify.annotations.Nullable;

/** Reads classes of bytes, as PCRE does without {@code u}: letters, digits and white space are those of ASCII. */
final class Classes {
    private static final ByteClass DIGIT = ByteClass.NONE.with('0', '9');
    private static final ByteClass LETTER = ByteClass.NONE.with('a', 'z').with('A', 'Z');
    static final ByteClass WORD = DIGIT.or(LETTER).with('_', '_');
    private static final ByteClass SPACE = ByteClass.of(' ').with('\t', '\r');
    private static final ByteClass GRAPH = ByteClass.NONE.with('!', '~');

    private final String regex;
    private final boolean ignoreCase;

    Classes(String regex, boolean ignoreCase) {
        this.regex = regex;
        this.ignoreCase = ignoreCase;
    }

    /** The class of an escaped letter such as {@code d}; null when it is none. */
    static @Nullable ByteClass named(char c) {
        return switch (c) {
            case 'd' -> DIGIT;
            case 'D' -> DIGIT.complement();
            case 'w' -> WORD;
            case 'W' -> WORD.complement();
            case 's' -> SPACE;
            case 'S' -> SPACE.complement();
            case 'N' -> ByteClass.of('\n').complement();
            default -> null;
        };
    }

    /** The byte that an escaped character stands for. */
    static int escaped(char c, Parser parser) {
        return switch (c) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'f' -> '\f';
            case 'a' -> 7;
            case 'e' -> 27;
            case 'x' -> hexadecimal(parser);
            default -> {
                if (Character.isLetterOrDigit(c)) throw new UnsupportedException("\\" + c);
                yield c;
            }
        };
    }

    private static int hexadecimal(Parser parser) {
        if (parser.peek('{')) throw new UnsupportedException("\\x{");
        int first = Character.digit(parser.take(), 16);
        int second = Character.digit(parser.take(), 16);
        if (first < 0 || second < 0) throw new UnsupportedException("\\x without two digits");
        return first * 16 + second;
    }

    /** The class in brackets whose first one has been read. */
    ByteClass bracketed(Parser parser) {
        boolean negated = parser.peek('^');
        if (negated) parser.take();
        ByteClass set = ByteClass.NONE;
        boolean first = true;
        while (first || !parser.peek(']')) {
            first = false;
            set = set.or(member(parser));
        }
        parser.take();
        if (ignoreCase) set = set.lower();
        return negated ? set.complement() : set;
    }

    private ByteClass member(Parser parser) {
        char c = parser.take();
        if (c == '[' && (parser.peek(':') || parser.peek('.') || parser.peek('='))) {
            ByteClass posix = posix(parser);
            if (posix != null) return posix;
        }
        if (c == '\\') {
            char escape = parser.take();
            ByteClass named = escape == 'N' ? null : named(escape);
            if (named != null) return rangeless(named, parser);
            return range(escape == 'b' ? 8 : escaped(escape, parser), parser);
        }
        return range(c, parser);
    }

    /** A hyphen after a class is a character, in PCRE; in doubt it is not matched here. */
    private static ByteClass rangeless(ByteClass set, Parser parser) {
        if (parser.peek('-') && parser.at() + 1 < parser.length() && !parser.isAt(parser.at() + 1, ']')) {
            parser.take();
            return set.with('-', '-');
        }
        return set;
    }

    private static ByteClass range(int from, Parser parser) {
        if (from > 255) throw new UnsupportedException("a character that is no byte");
        if (!parser.peek('-') || parser.at() + 1 >= parser.length() || parser.isAt(parser.at() + 1, ']')) {
            return ByteClass.of(from);
        }
        parser.take();
        char to = parser.take();
        if (to == '[' && parser.peek(':')) throw new UnsupportedException("a range to a class");
        int last = to;
        if (to == '\\') {
            char escape = parser.take();
            if (named(escape) != null) throw new UnsupportedException("a range to a class");
            last = escape == 'b' ? 8 : escaped(escape, parser);
        }
        if (last > 255 || last < from) throw new UnsupportedException("a range in the wrong order");
        return ByteClass.NONE.with(from, last);
    }

    private @Nullable ByteClass posix(Parser parser) {
        int end = regex.indexOf(":]", parser.at() + 1);
        if (!parser.peek(':')) throw new UnsupportedException("a collating element");
        String name = end < 0 ? "" : regex.substring(parser.at() + 1, end);
        boolean negated = name.startsWith("^");
        String plain = negated ? name.substring(1) : name;
        boolean cased = plain.equals("upper") || plain.equals("lower");
        ByteClass set = posix(ignoreCase && cased ? "alpha" : plain);
        if (set == null) {
            if (end >= 0 && name.chars().allMatch(c -> c >= 'a' && c <= 'z')) {
                throw new UnsupportedException("an unknown class");
            }
            return null;
        }
        parser.moveTo(end + 2);
        return negated ? set.complement() : set;
    }

    private static @Nullable ByteClass posix(String name) {
        return switch (name) {
            case "alpha" -> LETTER;
            case "digit" -> DIGIT;
            case "alnum" -> LETTER.or(DIGIT);
            case "upper" -> ByteClass.NONE.with('A', 'Z');
            case "lower" -> ByteClass.NONE.with('a', 'z');
            case "space" -> SPACE;
            case "blank" -> ByteClass.ofAll(" \t");
            case "word" -> WORD;
            case "xdigit" -> DIGIT.with('a', 'f').with('A', 'F');
            case "cntrl" -> ByteClass.NONE.with(0, 31).with(127, 127);
            case "graph" -> GRAPH;
            case "print" -> GRAPH.with(' ', ' ');
            case "punct" -> minus(GRAPH, LETTER.or(DIGIT));
            default -> null;
        };
    }

    private static ByteClass minus(ByteClass all, ByteClass without) {
        return all.complement().or(without).complement();
    }
}
