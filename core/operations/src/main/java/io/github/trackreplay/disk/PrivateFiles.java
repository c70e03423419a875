/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.disk;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Directories of mode 0750 and files of mode 0640, whatever umask the process was started with: what visitors send and how far
 * it has got is for the agent's user and group alone. Where there are no such modes, they are made as the system makes them.
 */
public final class PrivateFiles {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private PrivateFiles() {}

    /** Makes a directory and those above it, where they are missing. */
    public static void createDirectories(Path directory) throws IOException {
        Files.createDirectories(directory, attributes("rwxr-x---"));
    }

    /** Makes an empty file if there is none. */
    public static void createFile(Path file) throws IOException {
        try {
            Files.createFile(file, attributes("rw-r-----"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isRegularFile(file)) {
                throw e;
            }
        }
    }

    private static FileAttribute<?>[] attributes(String mode) {
        return POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }
}
