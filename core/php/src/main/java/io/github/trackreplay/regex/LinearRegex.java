/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.regex;

import io.github.trackreplay.regex.Node.UnsupportedException;
import java.util.Optional;

/**
 * A compiled expression over bytes. A text with {@link Flags#ignoreCase} must be given in lower case (ASCII): its positions
 * are the same. Immutable and thread-safe.
 */
public final class LinearRegex {
    private final int[] code;
    private final long[] classes;
    private final int[][] tables;
    private final int slots;
    private final int groups;
    private final int rows;
    private final long weight;
    private final ByteClass first;
    private final boolean atTextStart;

    private LinearRegex(Node node, int groups) {
        Program program = Program.of(node, groups);
        this.code = program.code();
        this.classes = program.classWords();
        this.tables = program.tables();
        this.slots = program.slots();
        this.groups = groups;
        this.rows = program.rows();
        this.weight = program.weight();
        this.first = Node.first(node);
        this.atTextStart = code[0] == Op.ASSERT && code[1] == Place.TEXT_START;
    }

    /**
     * Compiles an expression.
     *
     * @param regex without delimiters, each byte one character
     * @return nothing where the expression is faulty, or needs what this engine does not do
     */
    public static Optional<LinearRegex> compile(String regex, Flags flags) {
        try {
            Parser parser = new Parser(regex, flags);
            Node node = parser.parse();
            return Optional.of(new LinearRegex(node, parser.groups()));
        } catch (UnsupportedException refused) {
            return Optional.empty();
        }
    }

    /** A search in one text. */
    public Search in(byte[] text) {
        return new Search(this, text);
    }

    /** A search in one text that finds nothing any more after so many steps. */
    public Search in(byte[] text, long mostSteps) {
        return new Search(this, text, mostSteps);
    }

    /** The number of groups, without the whole match. */
    public int groups() {
        return groups;
    }

    int[] code() {
        return code;
    }

    long[] classes() {
        return classes;
    }

    int[][] tables() {
        return tables;
    }

    int slots() {
        return slots;
    }

    int rows() {
        return rows;
    }

    /** How many steps a place of the text may cost, roughly. */
    long weight() {
        return weight;
    }

    /** What a match may begin with; all where it may be empty. */
    ByteClass first() {
        return first;
    }

    /** Whether a match can begin at the start of the text only. */
    boolean atTextStart() {
        return atTextStart;
    }
}
