/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import picocli.AutoComplete;
import picocli.CommandLine;

/** What a shell and {@code man} want of the command, at the places below {@code share} where they look for it. */
final class SharedFiles {
    /** Where a gzip's header says how it was compressed (RFC 1952, XFL). */
    private static final int EXTRA_FLAGS = 8;

    private static final byte SLOWEST = 2;

    private SharedFiles() {}

    /**
     * Writes manual pages and completions below a directory.
     *
     * @param gzip whether the pages are compressed as well as can be, as packages have them
     */
    static void write(CommandLine command, Path share, boolean gzip) throws IOException {
        for (Map.Entry<String, String> page : ManPage.all(command).entrySet()) {
            Path file = share.resolve("man/man1").resolve(page.getKey());
            if (gzip) {
                compress(file.resolveSibling(file.getFileName() + ".gz"), page.getValue());
            } else {
                write(file, page.getValue());
            }
        }
        String bash = AutoComplete.bash("trackreplay", command)
                .replaceAll("(?m)^# .*picocli.*$\n?", "")
                .replaceFirst("^#!.*\n", ""); // it is read by a shell, not run
        write(share.resolve("bash-completion/completions/trackreplay"), bash);
        write(
                share.resolve("zsh/site-functions/_trackreplay"),
                "#compdef trackreplay\nautoload -Uz bashcompinit && bashcompinit\n" + bash
                        + "\n_bash_complete -o default -F _complete_trackreplay\n");
    }

    private static void compress(Path file, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new BestGzip(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        byte[] compressed = bytes.toByteArray();
        compressed[EXTRA_FLAGS] = SLOWEST; // Java leaves it empty, and what checks packages goes by it
        Files.createDirectories(file.getParent());
        Files.write(file, compressed);
    }

    private static final class BestGzip extends GZIPOutputStream {
        BestGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }
}
