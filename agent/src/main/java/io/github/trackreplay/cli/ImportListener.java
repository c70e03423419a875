/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.source.tail.TailListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Says what the reader finds out about the files. Thread-safe as far as its writer and its list are. */
final class ImportListener implements TailListener {
    private final PrintWriter err;
    private final List<String> untaken;
    private final Map<Numbered, Path> appeared = new ConcurrentHashMap<>();

    /** A log file, as it is called when it is found again. */
    private record Numbered(String stream, long number) {}

    /** @param untaken gets a sentence for everything that is not taken of a file */
    ImportListener(PrintWriter err, List<String> untaken) {
        this.err = err;
        this.untaken = untaken;
    }

    @Override
    public void damaged(String stream, Path path, long readTo, IOException why) {
        untaken.add(String.format(
                Locale.ROOT,
                "stream %s: %s is damaged from byte %,d of its content on, and nothing from there on was taken. Import a sound "
                        + "copy of it: exactly the rest is applied then.",
                stream,
                path,
                readTo));
        say("Stream " + stream + ": " + path + " is damaged (" + why.getMessage() + "); it was read as far as byte "
                + readTo + " of its content.");
    }

    @Override
    public void unfinished(String stream, Path path, long from, long bytes) {
        untaken.add(String.format(
                Locale.ROOT,
                "stream %s: the last line of %s has no line end (or is a container's line in parts whose last one is missing), "
                        + "so it may be cut and was not taken (%,d bytes from byte %,d "
                        + "on). Import the file again when it is complete: exactly the rest is applied then. If it is complete as "
                        + "it is, import it with --last-line=take.",
                stream,
                path,
                bytes,
                from));
    }

    @Override
    public void recognised(String stream, Path path, long number, long position) {
        say(String.format(
                Locale.ROOT,
                "Stream %s: %s begins with the same bytes as %s, so of it only what comes behind byte %,d is read.",
                stream,
                path,
                appeared.get(new Numbered(stream, number)),
                position));
    }

    @Override
    public void appeared(String stream, Path path, long number) {
        appeared.put(new Numbered(stream, number), path);
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
