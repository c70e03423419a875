/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.channel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a channel's data files hold, and which of their events may still have to be delivered: those that were put, and of
 * which no record says that they were taken or taken back. What ended a transaction has no checksum, so events count also where
 * no end is found; whoever put them gives them again then, and both count once. Not thread-safe.
 */
public final class ChannelContent {
    private final List<DataFile> files = new ArrayList<>();
    private final Longs committedTakes = new Longs();
    private final Longs rolledBack = new Longs();
    private final Longs takesBy = new Longs();
    private final Longs takesOf = new Longs();
    private final Longs delivered = new Longs();

    private ChannelContent() {}

    /** Who gets events. */
    public interface Taker {
        void take(ChannelRecord.Put put) throws IOException;
    }

    /**
     * Reads all data files.
     *
     * @throws IOException if a file cannot be read at all, or its records are encrypted
     */
    public static ChannelContent read(List<Path> directories) throws IOException {
        ChannelContent content = new ChannelContent();
        for (Path path : ChannelDirectories.dataFiles(directories)) {
            if (DataFile.encrypted(path)) {
                throw new IOException(path + " is encrypted, and cannot be read here");
            }
            content.files.add(DataFile.read(path, record -> content.note(DataFile.sound(record))));
        }
        content.settle();
        return content;
    }

    private void note(ChannelRecord record) {
        if (record instanceof ChannelRecord.Take take) {
            takesBy.add(take.transaction());
            takesOf.add(pointer(take.putFile(), take.putOffset()));
        } else if (record instanceof ChannelRecord.Commit commit && commit.ofTakes()) {
            committedTakes.add(commit.transaction());
        } else if (record instanceof ChannelRecord.Rollback rollback) {
            rolledBack.add(rollback.transaction());
        }
    }

    private static long pointer(long file, long offset) {
        return file << 32 | offset;
    }

    private void settle() {
        committedTakes.sort();
        rolledBack.sort();
        for (int i = 0; i < takesBy.size(); i++) {
            if (committedTakes.contains(takesBy.get(i))) {
                delivered.add(takesOf.get(i));
            }
        }
        delivered.sort();
    }

    public List<DataFile> files() {
        return List.copyOf(files);
    }

    /** How many stretches of bytes Flume cannot read. */
    public long damages() {
        return files.stream().mapToLong(DataFile::damages).sum();
    }

    /** Hands on, in the order in which they were put, the events that may still have to be delivered. */
    public void eachWaiting(Taker taker) throws IOException {
        for (DataFile file : files) {
            int number = ChannelDirectories.number(file.path());
            DataFile.read(file.path(), record -> {
                if (DataFile.sound(record) instanceof ChannelRecord.Put put
                        && !delivered.contains(pointer(number, put.offset()))
                        && !rolledBack.contains(put.transaction())) {
                    taker.take(put);
                }
            });
        }
    }

    /** How many events may still have to be delivered, by the stream that they name. */
    public SortedMap<String, Long> waiting() throws IOException {
        SortedMap<String, Long> waiting = new TreeMap<>();
        eachWaiting(put -> waiting.merge(DataFile.stream(put.headers()), 1L, Long::sum));
        return waiting;
    }
}
