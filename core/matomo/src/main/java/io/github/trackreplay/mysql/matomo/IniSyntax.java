/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether PHP would read a file in its ini syntax to the end ({@code parse_ini_string} in its normal mode, which is what
 * Matomo's {@code IniReader} asks first): brackets and quotes that are closed, names in front of values, nothing in a bare value
 * that PHP takes for an operator without its operand. A NUL byte ends the text, as it does there. Where PHP stops at a single
 * quotation mark that is not closed and says nothing, that is a fault here: the rest of the file would not count. Walks over the
 * text once.
 */
final class IniSyntax {
    private static final Set<String> WORDS = Set.of("true", "on", "yes", "false", "off", "no", "none", "null");
    private static final String NOT_IN_NAMES = "=\n\r;&|^$~(){}![\"";
    private static final String BINARY = "|&^";
    private static final String OPERATORS = "|&^~!()";

    private final String text;
    private int at;
    private @Nullable String fault;

    private IniSyntax(String text) {
        int nul = text.indexOf('\0');
        this.text = nul < 0 ? text : text.substring(0, nul);
    }

    /** The first thing that PHP refuses, with its line; nothing where it takes the whole text. */
    static Optional<String> fault(String text) {
        IniSyntax syntax = new IniSyntax(text);
        while (syntax.fault == null && syntax.at < syntax.text.length()) {
            syntax.statement();
        }
        return Optional.ofNullable(syntax.fault);
    }

    private void statement() {
        char c = text.charAt(at);
        if (Character.isWhitespace(c)) {
            at++;
        } else if (c == ';') {
            at = lineEnd();
        } else if (c == '[') {
            section();
        } else {
            setting();
        }
    }

    private void section() {
        int from = at++;
        while (at < text.length() && text.charAt(at) != ']' && fault == null) {
            char c = text.charAt(at);
            if (c == '\n' || c == '\r' || c == ';') {
                break;
            } else if (c == '"' || c == '\'') {
                quoted();
            } else {
                at += c == '\\' ? 2 : 1;
            }
        }
        close(']', from, "a section's bracket is not closed");
    }

    private void setting() {
        int from = at;
        while (at < text.length() && NOT_IN_NAMES.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String name = text.substring(from, at).trim();
        if (WORDS.contains(name.toLowerCase(Locale.ROOT))) {
            refuse(from, "'" + name + "' is no name of a setting");
        } else if (at < text.length() && text.charAt(at) == '[') {
            offset(from);
        }
        if (fault != null || at >= text.length() || "\n\r;".indexOf(text.charAt(at)) >= 0) {
            return;
        }
        if (text.charAt(at) != '=' || name.isEmpty()) {
            refuse(from, name.isEmpty() ? "a value has no name" : "'" + text.charAt(at) + "' stands within a name");
            return;
        }
        at++;
        value();
    }

    /** {@code [x]} behind a name, which only {@code =} may follow. */
    private void offset(int from) {
        at++;
        while (at < text.length() && "]\n\r".indexOf(text.charAt(at)) < 0 && fault == null) {
            if (text.charAt(at) == '"' || text.charAt(at) == '\'') {
                quoted();
            } else {
                at++;
            }
        }
        close(']', from, "a bracket behind a name is not closed");
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        if (fault == null && (at >= text.length() || text.charAt(at) != '=')) {
            refuse(from, "a name with brackets has no value");
        }
    }

    /** Operands and operators up to the line's end. */
    private void value() {
        int from = at;
        int open = 0;
        boolean operand = false; // one stands directly before
        boolean wanted = false; // an operator waits for one
        boolean word = false; // a word of PHP's stands alone or not at all
        while (fault == null && at < text.length() && "\n\r;".indexOf(text.charAt(at)) < 0) {
            char c = text.charAt(at);
            if (isBlank(c)) {
                at++;
            } else if (OPERATORS.indexOf(c) >= 0) {
                boolean behind = BINARY.indexOf(c) >= 0 || c == ')';
                open += c == '(' ? 1 : c == ')' ? -1 : 0;
                if (behind != operand || open < 0 || word) {
                    refuse(from, "'" + c + "' stands in a value without quotation marks");
                }
                operand = c == ')';
                wanted = c != ')';
                at++;
            } else {
                word |= operand(from, operand || wanted);
                operand = true;
                wanted = false;
                if (word && !endsHere()) {
                    refuse(from, "a word such as yes or none stands in a value without quotation marks");
                }
            }
        }
        if (fault == null && (wanted || open > 0)) {
            refuse(from, "a value without quotation marks ends in an operator or an open bracket");
        }
    }

    /** Goes behind a text, quoted or bare; whether it is one of PHP's words. */
    private boolean operand(int value, boolean behindOthers) {
        char c = text.charAt(at);
        int from = at;
        if (c == '"' || c == '\'') {
            quoted();
            return false;
        }
        if (c == '=') {
            refuse(value, "'=' stands in a value without quotation marks");
            return false;
        }
        if (text.startsWith("${", at)) {
            variable();
            return false;
        }
        while (at < text.length() && isBare(text.charAt(at)) && !text.startsWith("${", at)) {
            at += text.charAt(at) == '$' ? 2 : 1; // a dollar takes what follows with it
        }
        boolean word =
                WORDS.contains(text.substring(from, Math.min(at, text.length())).toLowerCase(Locale.ROOT));
        if (word && behindOthers) {
            refuse(value, "a word such as yes or none stands in a value without quotation marks");
        }
        return word;
    }

    private boolean endsHere() {
        int next = at;
        while (next < text.length() && isBlank(text.charAt(next))) {
            next++;
        }
        return next >= text.length() || "\n\r;".indexOf(text.charAt(next)) >= 0;
    }

    private void quoted() {
        char quote = text.charAt(at);
        int from = at++;
        while (at < text.length() && text.charAt(at) != quote && fault == null) {
            if (quote == '"' && text.startsWith("${", at)) {
                variable();
            } else {
                at += quote == '"' && text.charAt(at) == '\\' ? 2 : 1;
            }
        }
        close(quote, from, "a quotation mark is not closed");
    }

    /** A variable's name in braces. */
    private void variable() {
        int from = at;
        at += 2;
        while (at < text.length() && text.charAt(at) != ']' && NOT_IN_NAMES.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (at == from + 2) {
            refuse(from, "a variable has no name");
        }
        close('}', from, "a variable's brace is not closed");
    }

    private void close(char end, int from, String otherwise) {
        if (fault == null && (at >= text.length() || text.charAt(at) != end)) {
            refuse(from, otherwise);
        }
        at++;
    }

    private void refuse(int from, String what) {
        fault = "line "
                + (1 + text.substring(0, from).chars().filter(c -> c == '\n').count()) + ": " + what;
    }

    private int lineEnd() {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end + 1;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isBare(char c) {
        return !isBlank(c) && "=\n\r;\"'".indexOf(c) < 0 && OPERATORS.indexOf(c) < 0;
    }
}
