/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.signature;

import io.github.trackreplay.option.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/** A file of {@link SigningKeys} as the value of a setting: read and checked with the other settings. */
public final class KeyFile {
    private KeyFile() {}

    /** A setting that names a file of keys. */
    public static Option<SigningKeys> option(String name, String doc) {
        return Option.of(name, "file", doc, KeyFile::read);
    }

    private static SigningKeys read(String text) {
        try {
            Path file = Path.of(text);
            if (Files.getFileStore(file).supportsFileAttributeView("posix")
                    && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                throw new IllegalArgumentException(
                        "holds secrets that everybody on this machine may read. Take that away: chmod 640 " + file);
            }
            return SigningKeys.parse(Files.readAllLines(file));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is not a path: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "cannot be read as a file of keys by '" + System.getProperty("user.name") + "': " + e + ".", e);
        }
    }
}
