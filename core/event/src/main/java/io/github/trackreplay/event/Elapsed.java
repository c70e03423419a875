/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

/** Times by a clock that somebody may set back: then what was to come later is due at once, for nothing waits for the old time to come again. Pure. */
public final class Elapsed {
    private Elapsed() {}

    /**
     * Whether a span has passed, or the clock was set back meanwhile.
     *
     * @param then when it began, milliseconds by the clock
     * @param now milliseconds by the same clock
     * @param span milliseconds
     */
    public static boolean since(long then, long now, long span) {
        return now < then || now - then >= span;
    }
}
