/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.interceptor.FormatNotices;
import java.io.PrintWriter;

/** Says what the parser finds out about the formats. */
record ImportNotices(PrintWriter err) implements FormatNotices {
    @Override
    public void picked(LogFile file, LogFormat format) {
        say("Stream " + file.stream() + ": the format is " + format + ".");
    }

    @Override
    public void mismatch(LogFile file, String sentence) {
        say("Stream " + file.stream() + ", file " + file.number() + ": " + sentence);
    }

    private void say(String sentence) {
        err.println(sentence);
        err.flush();
    }
}
