/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.checkpoint;

import io.github.trackreplay.disk.PrivateFiles;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The changes to one position file since it was written, beside it. The first line names the file by its check sum; what
 * belongs to another one is of no consequence. Each change has its length and a check sum over itself and all before it, and is
 * synced. What a crash left of the last one counts for nothing, damage before it is an error. For one thread.
 */
final class PositionJournal {
    private static final String HEADING = "trackreplay position changes 1";
    private static final Pattern FIRST = Pattern.compile(HEADING + "\t([0-9a-f]{64})\t([0-9a-f]{64})");
    private static final Pattern CHANGE = Pattern.compile("change\t([0-9]{1,9})\t([0-9a-f]{64})");
    private static final int LONGEST_HEADING = 200;

    private final Path file;
    private String last = "";
    private long begun;
    private long length;

    PositionJournal(Path file) {
        this.file = file;
    }

    /** How many bytes it has that {@link #append} wrote. */
    long length() {
        return length;
    }

    /** Whether the file is as long as it was left. */
    boolean isIntact() throws IOException {
        return Files.exists(file) && Files.size(file) == begun + length;
    }

    /** Begins anew, behind a position file of that check sum. */
    void begin(String checksum) throws IOException {
        PrivateFiles.createFile(file);
        try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            byte[] first =
                    (HEADING + "\t" + checksum + "\t" + Sha256.of(checksum) + "\n").getBytes(StandardCharsets.US_ASCII);
            out.write(first);
            begun = first.length;
        }
        last = checksum;
        length = 0;
    }

    /** Writes a change so that it survives the loss of power. After a failure {@link #begin} must come first. */
    void append(ByteArrayOutputStream change) throws IOException {
        byte[] body = change.toByteArray();
        String sum = Sha256.of(last, body);
        // Not a FileChannel: an interrupt, which is how Flume stops a source, would close that in the middle of a
        // write.
        try (FileOutputStream out = new FileOutputStream(file.toFile(), true)) {
            byte[] heading = ("change\t" + body.length + "\t" + sum + "\n").getBytes(StandardCharsets.US_ASCII);
            byte[] whole = new byte[heading.length + body.length];
            System.arraycopy(heading, 0, whole, 0, heading.length);
            System.arraycopy(body, 0, whole, heading.length, body.length);
            out.write(whole);
            out.getFD().sync();
            length += whole.length;
        }
        last = sum;
    }

    /**
     * Reads the changes to a position file.
     *
     * @param checksum of the position file
     * @param changes gets the text of each change
     * @throws IllegalArgumentException with the reason if they are damaged
     */
    void read(String checksum, Consumer<String> changes) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            Optional<String> heading = line(in);
            if (heading.isEmpty()) {
                return; // it was just being begun
            }
            Matcher first = FIRST.matcher(heading.get());
            if (!first.matches() || !first.group(2).equals(Sha256.of(first.group(1)))) {
                throw new IllegalArgumentException("the first line of its changes, " + file + ", is damaged");
            }
            if (first.group(1).equals(checksum)) {
                readChanges(in, checksum, changes);
            }
        } catch (NoSuchFileException e) {
            return; // an older version wrote none
        }
    }

    private void readChanges(InputStream in, String checksum, Consumer<String> changes) throws IOException {
        String before = checksum;
        for (Optional<String> heading = line(in); heading.isPresent(); heading = line(in)) {
            Matcher change = CHANGE.matcher(heading.get());
            byte[] body = change.matches() ? in.readNBytes(Integer.parseInt(change.group(1))) : new byte[0];
            if (!change.matches()
                    || body.length != Integer.parseInt(change.group(1))
                    || !change.group(2).equals(Sha256.of(before, body))) {
                if (changeFollows(new SequenceInputStream(new ByteArrayInputStream(body), in))) {
                    throw new IllegalArgumentException("its changes, " + file + ", are damaged before their end");
                }
                return;
            }
            changes.accept(new String(body, StandardCharsets.UTF_8));
            before = change.group(2);
        }
    }

    /** Whether what was damaged was not the last change. */
    private static boolean changeFollows(InputStream in) throws IOException {
        int b = 0;
        StringBuilder line = new StringBuilder();
        while (b >= 0) {
            b = in.read();
            if (b == '\n' || b < 0) {
                if (CHANGE.matcher(line).find()) {
                    return true;
                }
                line.setLength(0);
            } else {
                line.append((char) b);
                line.delete(0, Math.max(0, line.length() - LONGEST_HEADING));
            }
        }
        return false;
    }

    /** A line; empty if there is none with an end. */
    private static Optional<String> line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int b;
        while ((b = in.read()) >= 0 && line.length() <= LONGEST_HEADING) {
            if (b == '\n') {
                return Optional.of(line.toString());
            }
            line.append((char) b);
        }
        return b < 0 ? Optional.empty() : Optional.of(line.toString());
    }
}
