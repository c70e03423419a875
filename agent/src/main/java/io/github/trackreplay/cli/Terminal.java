/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The people at the other end, if there are any. {@code bin/trackreplay} says so; Java itself cannot tell reliably. */
final class Terminal {
    /** The terminal itself, wherever standard input and output lead. */
    private static final Path TTY = Path.of("/dev/tty");

    private Terminal() {}

    /** Whether standard output is a terminal. */
    static boolean shows() {
        return Boolean.getBoolean("trackreplay.shown");
    }

    /** A terminal's size. */
    record Size(int lines, int columns) {}

    /** The terminal's size now; 24 lines of 80 columns where that cannot be told. */
    static Size size() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File(TTY.toString()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String[] words = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ");
            return new Size(Integer.parseInt(words[0]), Integer.parseInt(words[1]));
        } catch (IOException | RuntimeException unknown) {
            return new Size(24, 80);
        }
    }

    /**
     * Asks on the terminal itself, so also when standard output goes into a file or standard input is a log, and does not show
     * what is typed.
     *
     * @return empty where there is no terminal, or nothing was typed
     */
    static Optional<String> askSecretly(String question) {
        try (Writer out = Files.newBufferedWriter(TTY, StandardCharsets.UTF_8);
                BufferedReader in = new BufferedReader(new InputStreamReader(Files.newInputStream(TTY), typed()))) {
            boolean hidden = echo("-echo");
            try {
                out.write(question);
                out.flush();
                return Optional.ofNullable(in.readLine());
            } finally {
                if (hidden) {
                    echo("echo");
                }
                out.write(System.lineSeparator());
                out.flush();
            }
        } catch (IOException noTerminal) {
            return Optional.empty();
        }
    }

    /** What a terminal of this system sends; the name is missing where nobody has set it. */
    private static Charset typed() {
        String name = System.getProperty("native.encoding", "UTF-8");
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }

    private static boolean echo(String mode) throws IOException {
        try {
            return new ProcessBuilder("stty", mode)
                            .redirectInput(new File(TTY.toString()))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
