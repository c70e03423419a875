/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** A file of definitions as it was found. That it cannot be read matters only to who needs it. Immutable. */
sealed interface DefinitionFile {
    /** Nobody says where it would be. */
    record Nowhere() implements DefinitionFile {}

    /** There is none. */
    record Missing(Path file) implements DefinitionFile {}

    /** It is there, and cannot be read. */
    record Unreadable(Path file, String why) implements DefinitionFile {}

    /** It has been read. */
    record Read(String text) implements DefinitionFile {}

    /** Looks for one below a directory. */
    static DefinitionFile of(Optional<Path> directory, String name) {
        if (directory.isEmpty()) {
            return new Nowhere();
        }
        Path file = directory.get().resolve(name);
        if (!Files.exists(file)) {
            return new Missing(file);
        }
        try {
            return new Read(Files.readString(file));
        } catch (IOException e) {
            return new Unreadable(file, String.valueOf(e));
        }
    }

    /**
     * Its text, where there is such a file.
     *
     * @throws IOException with a sentence if it cannot be read
     */
    default Optional<String> found() throws IOException {
        if (this instanceof Unreadable unreadable) {
            throw new IOException("The file " + unreadable.file()
                    + " cannot be read, and Matomo's definitions of referrers are needed from it. Let this user read it. ("
                    + unreadable.why() + ")");
        }
        return this instanceof Read read ? Optional.of(read.text()) : Optional.empty();
    }

    /**
     * Its text.
     *
     * @throws IOException if it is missing or cannot be read
     */
    default String required() throws IOException {
        Optional<String> text = found();
        if (text.isEmpty()) {
            throw new NoSuchFileException(
                    this instanceof Missing missing ? missing.file().toString() : "");
        }
        return text.get();
    }
}
