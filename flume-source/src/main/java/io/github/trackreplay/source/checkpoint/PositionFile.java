/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.checkpoint;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/** Reads a position file, which may be large, line by line; first whether its SHA-256 stands in its last line. */
final class PositionFile {
    static final String CHECKSUM = "sha256\t";
    private static final int CHECKSUM_LINE = CHECKSUM.length() + 64 + 1;
    private static final int CHUNK = 1 << 16;

    private PositionFile() {}

    /**
     * What was read.
     *
     * @param positions may be changed
     * @param checksum of the file
     */
    record Loaded(PositionsBuilder positions, String checksum) {}

    /**
     * Reads a file.
     *
     * @return empty if there is none
     * @throws IllegalArgumentException with the reason if it is none of ours, or damaged
     */
    static Optional<Loaded> load(Path file) throws IOException {
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        // opened once: another one may take its place meanwhile
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            String checksum = checked(open);
            open.seek(0);
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    new Part(open, open.length() - CHECKSUM_LINE), StandardCharsets.UTF_8.newDecoder()))) {
                return Optional.of(new Loaded(read(lines), checksum));
            } catch (CharacterCodingException e) {
                throw new IllegalArgumentException("it is not UTF-8", e);
            }
        }
    }

    /** @throws IllegalArgumentException with the reason if these are not the lines of a position file */
    static PositionsBuilder read(BufferedReader lines) throws IOException {
        String heading = lines.readLine();
        if (heading == null) {
            throw new IllegalArgumentException("it is empty");
        }
        PositionsBuilder positions = new PositionsBuilder(PositionsCodec.fileColumns(heading));
        String line;
        while ((line = lines.readLine()) != null) {
            positions.state(line);
        }
        return positions;
    }

    private static String checked(RandomAccessFile open) throws IOException {
        long body = open.length() - CHECKSUM_LINE;
        if (open.length() == 0) {
            throw new IllegalArgumentException("it is empty");
        }
        byte[] last = new byte[CHECKSUM_LINE];
        String checksum = "";
        if (body >= 0) {
            checksum = hash(open, body);
            open.seek(body);
            open.readFully(last);
        }
        if (!new String(last, StandardCharsets.US_ASCII).equals(CHECKSUM + checksum + "\n")) {
            throw new IllegalArgumentException("its check sum is missing or wrong, so it was cut off or changed");
        }
        return checksum;
    }

    private static String hash(RandomAccessFile open, long length) throws IOException {
        MessageDigest sha256 = Sha256.digest();
        byte[] chunk = new byte[CHUNK];
        for (long left = length; left > 0; ) {
            int n = open.read(chunk, 0, (int) Math.min(CHUNK, left));
            if (n < 0) {
                break;
            }
            sha256.update(chunk, 0, n);
            left -= n;
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    /** The bytes from where a file stands up to a length. Closing it leaves the file open. */
    private static final class Part extends InputStream {
        private final RandomAccessFile open;
        private long left;

        Part(RandomAccessFile open, long length) {
            this.open = open;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int at, int length) throws IOException {
            int n = left == 0 ? -1 : open.read(into, at, (int) Math.min(left, length));
            left -= Math.max(0, n);
            return n;
        }
    }
}
