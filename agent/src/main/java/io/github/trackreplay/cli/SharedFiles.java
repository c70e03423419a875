/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;

/** What a shell and {@code man} want of the command, at the places below {@code share} where they look for it. */
final class SharedFiles {
    private SharedFiles() {}

    /** Writes manual pages and completions below a directory. */
    static void write(CommandLine command, Path share) throws IOException {
        for (Map.Entry<String, String> page : ManPage.all(command).entrySet()) {
            write(share.resolve("man/man1").resolve(page.getKey()), page.getValue());
        }
        String bash = AutoComplete.bash("trackreplay", command).replaceAll("(?m)^# .*picocli.*$\n?", "");
        write(share.resolve("bash-completion/completions/trackreplay"), bash);
        write(
                share.resolve("zsh/site-functions/_trackreplay"),
                "#compdef trackreplay\nautoload -Uz bashcompinit && bashcompinit\n" + bash
                        + "\n_bash_complete -o default -F _complete_trackreplay\n");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }
}
