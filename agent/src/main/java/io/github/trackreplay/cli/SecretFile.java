/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.validate.UnreadableFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A secret that is the first line of a file. */
final class SecretFile {
    private SecretFile() {}

    /**
     * Reads it.
     *
     * @param option that names the file
     * @param what the line is, in a word
     * @return the line without its end and without a byte order mark; empty where the file is empty
     * @throws CommandFailure with a sentence if it cannot be read
     */
    static String firstLine(String option, String what, Path file) {
        if (Files.isDirectory(file)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    option + ": '" + file + "' is a directory. Name the file whose first line is the " + what + ".");
        }
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            String line = reader.readLine();
            return line == null ? "" : line.replaceFirst("^\ufeff", ""); // Windows' editors begin with it
        } catch (IOException e) {
            throw unreadable(option, file, e);
        }
    }

    private static CommandFailure unreadable(String option, Path file, IOException e) {
        return new CommandFailure(
                ExitCode.USAGE,
                e instanceof CharacterCodingException
                        ? option + ": " + file
                                + " holds bytes that are no UTF-8. Write it in UTF-8 (if it is Latin"
                                + " 1: iconv -f ISO-8859-1 -t UTF-8)."
                        : option + ": " + UnreadableFile.sentence(file, e),
                e);
    }
}
