/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.IOException;

/** A content as if it ended at an offset. Only for contents that can be read at any offset. For one thread. */
final class ContentUpTo implements Content {
    private final Content content;
    private final long end;

    ContentUpTo(Content content, long end) {
        this.content = content;
        this.end = end;
    }

    @Override
    public int read(long offset, byte[] into, int at, int length) throws IOException {
        int most = (int) Math.max(0, Math.min(length, end - offset));
        return most == 0 ? 0 : content.read(offset, into, at, most);
    }

    @Override
    public long length() throws IOException {
        return Math.min(end, content.length());
    }

    @Override
    public boolean ended() {
        return content.ended();
    }

    @Override
    public boolean sequential() {
        return false;
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
