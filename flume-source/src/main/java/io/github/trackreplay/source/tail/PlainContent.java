/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * An open uncompressed file. It stays readable when its path is renamed or removed. Built on {@link RandomAccessFile}
 * because an interrupt, which is how Flume stops a source, closes a {@code FileChannel} and with it the last way to the bytes
 * of a removed file.
 */
final class PlainContent implements Content {
    private final RandomAccessFile file;

    PlainContent(Path path) throws IOException {
        this.file = AnyName.open(path, named -> new RandomAccessFile(named, "r"));
    }

    @Override
    public int read(long offset, byte[] into, int at, int length) throws IOException {
        file.seek(offset);
        int total = 0;
        while (total < length) {
            int n = file.read(into, at + total, length - total);
            if (n <= 0) {
                break;
            }
            total += n;
        }
        return total;
    }

    @Override
    public long length() throws IOException {
        return file.length();
    }

    @Override
    public boolean ended() {
        return false;
    }

    @Override
    public boolean sequential() {
        return false;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
