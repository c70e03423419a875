/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.RandomAccessFile;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;

/**
 * Something to be read once from the beginning to the end.
 *
 * @param path where it is, or what to call it
 * @param opener opens its content
 * @param identified the content that identifies it: the same, or its first line where it can be read only once
 * @param length uncompressed bytes, as far as that can be known; 0 where it cannot
 */
record OneShotInput(Path path, Opener opener, Opener identified, long length) {
    private static final int FIRST_LINE_LIMIT = 64 << 20;
    private static final int TIMES_WITHIN = 64 * 1024;

    /** Opens a content. */
    interface Opener {
        Content open() throws IOException;
    }

    static OneShotInput file(Path path) throws IOException {
        Opener opener = () -> Carrier.contentOf(path);
        try (Content content = opener.open();
                RandomAccessFile raw = new RandomAccessFile(path.toFile(), "r")) {
            long length = content.sequential() ? Math.max(raw.length(), GzipTrailer.length(raw)) : content.length();
            return new OneShotInput(path, opener, opener, length);
        }
    }

    static OneShotInput stream(InputStream input, String name) throws IOException {
        InputStream plain = uncompressed(input);
        byte[] head = firstLine(plain);
        InputStream all = new SequenceInputStream(new ByteArrayInputStream(head), plain);
        return new OneShotInput(Path.of(name), () -> SequentialContent.once(all), () -> SequentialContent.of(head), 0);
    }

    private static InputStream uncompressed(InputStream input) throws IOException {
        PushbackInputStream in = new PushbackInputStream(input, 2);
        byte[] magic = in.readNBytes(2);
        in.unread(magic);
        boolean gzip = magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
        return gzip ? new GZIPInputStream(in) : in;
    }

    /** Everything up to the end of the first complete line that is no comment, and what happened to be read with it. */
    private static byte[] firstLine(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        byte[] chunk = new byte[TIMES_WITHIN];
        int n;
        while ((n = in.read(chunk)) > 0) {
            head.write(chunk, 0, n);
            if (Head.of(SequentialContent.of(head.toByteArray()), false).isPresent()) {
                break;
            }
            if (head.size() > FIRST_LINE_LIMIT) {
                throw new IOException(
                        "the first " + FIRST_LINE_LIMIT + " bytes hold no complete line; this is no access log");
            }
        }
        return head.toByteArray();
    }

    /** The inputs by their first event times if each has one, otherwise as they are. */
    static List<OneShotInput> inOrder(List<OneShotInput> inputs, EventTimeFinder times) throws IOException {
        record Dated(OneShotInput input, long time) {}
        List<Dated> dated = new ArrayList<>();
        for (OneShotInput input : inputs) {
            OptionalLong time = firstTime(input, times);
            if (time.isEmpty()) {
                return inputs;
            }
            dated.add(new Dated(input, time.getAsLong()));
        }
        return dated.stream()
                .sorted(Comparator.comparingLong(Dated::time))
                .map(Dated::input)
                .toList();
    }

    private static OptionalLong firstTime(OneShotInput input, EventTimeFinder times) throws IOException {
        try (Content content = input.identified().open()) {
            return FirstTime.of(content, times);
        }
    }
}
