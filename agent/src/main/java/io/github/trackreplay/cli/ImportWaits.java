/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.sink.WaitListener;
import java.io.PrintWriter;
import java.time.Duration;

/** Says that an import waits for its database, and that it goes on. */
final class ImportWaits implements WaitListener {
    private final PrintWriter out;

    ImportWaits(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void waits(String why, Duration most) {
        out.println("The import waits, for at most " + words(most) + " (--patience): " + why);
        out.flush();
    }

    @Override
    public void goesOn(Duration after) {
        out.println("The database takes requests again; the import goes on after " + after.toSeconds() + " s.");
        out.flush();
    }

    private static String words(Duration time) {
        return time.toSeconds() % 60 == 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }
}
