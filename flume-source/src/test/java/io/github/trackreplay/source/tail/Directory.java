/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/** A directory of logs as a server, a rotator and a reader see it. */
interface Directory extends AutoCloseable {
    /** What its files' paths begin with. */
    Path path();

    /** Finds the files whose names begin so. */
    FileFinder finder(String beginning);

    Disk disk();

    /** Creates an empty file that is not there yet. */
    void create(String name) throws IOException;

    void append(String name, byte[] bytes) throws IOException;

    /** Writes these bytes and no others into a file, which may be there. */
    void write(String name, byte[] bytes) throws IOException;

    byte[] read(String name) throws IOException;

    void rename(String from, String to) throws IOException;

    void copy(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    Instant modified(String name) throws IOException;

    void modified(String name, Instant time) throws IOException;

    /** Removes it with all that is in it. */
    @Override
    void close();
}
