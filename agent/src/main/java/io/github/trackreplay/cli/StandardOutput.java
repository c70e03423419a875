/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Standard output that remembers whether everything got where it was to go; a {@link PrintWriter} alone swallows that, and a
 * script would take half an answer for the whole. Whoever stops reading ({@code | head}) has what he wants: that is no failure.
 * Thread-safe as far as the stream below it is.
 */
final class StandardOutput extends FilterOutputStream {
    private volatile Optional<IOException> failure = Optional.empty();

    StandardOutput(OutputStream out) {
        super(out);
    }

    /** A writer into it, as commands are given one; it flushes each line. */
    PrintWriter writer() {
        return new PrintWriter(new OutputStreamWriter(this, Charset.defaultCharset()), true);
    }

    @Override
    public void write(int b) throws IOException {
        noting(() -> out.write(b));
    }

    @Override
    public void write(byte[] bytes, int at, int length) throws IOException {
        noting(() -> out.write(bytes, at, length));
    }

    @Override
    public void flush() throws IOException {
        noting(out::flush);
    }

    private void noting(Step step) throws IOException {
        try {
            step.take();
        } catch (IOException e) {
            failure = failure.or(() -> Optional.of(e));
            throw e;
        }
    }

    private interface Step {
        void take() throws IOException;
    }

    /** What is wrong with what stands there, a sentence; empty where all of it was written, or nobody reads on. */
    Optional<String> problem() {
        return failure.filter(e -> !String.valueOf(e.getMessage()).contains("Broken pipe") && !isPipe())
                .map(e -> "Standard output could not be written (" + e.getMessage()
                        + "), so what stands there is not the whole answer. What the command did stands; for its answer give it"
                        + " a place that can be written.");
    }

    /** A pipe fails when nobody reads it, and not otherwise; what the system calls that depends on its language. */
    private static boolean isPipe() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString().startsWith("pipe:");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
