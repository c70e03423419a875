/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.takeover;

import io.github.trackreplay.packing.ArchiveFormat;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A log file as it is on disk now.
 *
 * @param path where
 * @param key which file it is, as a listing has it; device and inode where the platform has them
 * @param size in bytes, compressed if it is
 */
public record LogOnDisk(Path path, Object key, long size) {
    /** How Java writes a file's key on Linux: the device in hex. */
    private static final Pattern KEY = Pattern.compile("\\(dev=([0-9a-f]+),ino=(\\d+)\\)");

    /** Whether it is the file that a position speaks of. */
    boolean is(OtherPosition position) throws IOException {
        if (position.content().isPresent()) {
            return beginsWith(position.content().get());
        }
        if (compressed()) {
            return false; // made anew, so neither inode nor path are what they were
        }
        if (position.isPathOnly()) {
            return path.toAbsolutePath().normalize().toString().equals(position.path());
        }
        Matcher matcher = KEY.matcher(key.toString());
        if (!matcher.matches()) {
            return path.toAbsolutePath().normalize().toString().equals(position.path());
        }
        OptionalLong device = position.device();
        return Long.parseLong(matcher.group(2)) == position.inode().getAsLong()
                && (device.isEmpty() || Long.parseLong(matcher.group(1), 16) == device.getAsLong());
    }

    /** Whether its bytes on disk are not those of the log. */
    boolean compressed() throws IOException {
        return packing().isPresent();
    }

    private Optional<ArchiveFormat> packing() throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return ArchiveFormat.of(in.readNBytes(ArchiveFormat.LONGEST));
        }
    }

    private boolean beginsWith(OtherPosition.Beginning beginning) throws IOException {
        byte[] first;
        Optional<ArchiveFormat> packing = packing();
        try (InputStream in = packing.isPresent()
                ? packing.get().open(() -> Files.newInputStream(path))
                : Files.newInputStream(path)) {
            first = in.readNBytes(beginning.length());
        }
        return first.length == beginning.length() && sha256(first).equals(beginning.sha256());
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The start of the line that an offset stands in: the offset itself, where a line ends before it. */
    long lineStart(long offset) throws IOException {
        try (SeekableByteChannel file = Files.newByteChannel(path)) {
            byte[] chunk = new byte[1 << 16];
            for (long to = offset; to > 0; ) {
                long from = Math.max(0, to - chunk.length);
                int n = (int) (to - from);
                ByteBuffer wanted = ByteBuffer.wrap(chunk, 0, n);
                file.position(from);
                while (wanted.hasRemaining()) {
                    if (file.read(wanted) < 0) {
                        throw new EOFException(path + " has become shorter");
                    }
                }
                for (int i = n - 1; i >= 0; i--) {
                    if (chunk[i] == '\n') {
                        return from + i + 1;
                    }
                }
                to = from;
            }
            return 0;
        }
    }
}
