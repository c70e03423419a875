/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.source.tail.TailListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** Says what the reader finds out about the files. */
record ImportListener(PrintWriter err, List<String> damages) implements TailListener {
    @Override
    public void damaged(String stream, Path path, long readTo, IOException why) {
        damages.add(path + " is damaged from byte " + readTo + " of its content on");
        say("Stream " + stream + ": " + path + " is damaged (" + why.getMessage() + "); it was read as far as byte "
                + readTo + " of its content.");
    }

    @Override
    public void recognised(String stream, Path path, long number, long position) {
        say("Stream " + stream + ": " + path + " is a copy of the stream's file " + number
                + "; only what that one did not have is read.");
    }

    @Override
    public void unreadable(Path path, String why) {
        say(path + " cannot be read: " + why);
    }

    private void say(String sentence) {
        err.println(sentence);
        err.flush();
    }
}
