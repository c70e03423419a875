/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.regex;

/**
 * A text that a regex may look at only so often: neither an attacker's text nor an expression that tries everything must occupy
 * the sink. For one match; not thread-safe.
 */
public final class LimitedText implements CharSequence {
    /** The regex has looked too often. */
    public static final class Exceeded extends RuntimeException {
        private static final long serialVersionUID = 1;

        Exceeded() {
            super("too many steps", null, false, false);
        }
    }

    private final String text;
    private int left;

    /** @param looks how many characters may be looked at, one counted as often as it is */
    public LimitedText(String text, int looks) {
        this.text = text;
        this.left = looks;
    }

    @Override
    public char charAt(int index) {
        if (--left < 0) throw new Exceeded();
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
