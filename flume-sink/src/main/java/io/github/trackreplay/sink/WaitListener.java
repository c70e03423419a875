/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import java.time.Duration;

/** Hears of it when the database is waited for. */
public interface WaitListener {
    /** Nobody does. */
    WaitListener NONE = new WaitListener() {
        @Override
        public void waits(String why, Duration most) {
            // the exception tells in the end
        }

        @Override
        public void goesOn(Duration after) {
            // nor that
        }
    };

    /**
     * It is waited for now.
     *
     * @param why a sentence
     * @param most how long it will be waited for at most
     */
    void waits(String why, Duration most);

    /** It goes on. */
    void goesOn(Duration after);
}
