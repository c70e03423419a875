/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * The model: what a server has written, as documents that no rotation can harm, and where their bytes are on disk. Each
 * operation does to a directory what it does to the model.
 */
final class World {
    private static final String LIVE = "access.log";

    /** One log file as the server wrote it. */
    static final class Document {
        final int birth;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        /** Length when the reader last looked at it, -1 if it never did; of an archive no more than 1. */
        int observed = -1;
        /** Whether a reader may have seen it, if only to forget it again. */
        boolean glanced;
        /** Whether the reader that runs has seen bytes of it, so that it holds it open. */
        boolean open;
        /** Whether its live file was truncated. */
        boolean truncated;
        /** Up to where its bytes were once destroyed; whether all of them can still be read. */
        int intact = Integer.MAX_VALUE;

        Document(int birth) {
            this.birth = birth;
        }

        byte[] content() {
            return bytes.toByteArray();
        }

        int length() {
            return bytes.size();
        }

        boolean destroyed() {
            return intact < length();
        }
    }

    /** A file on disk and the document that it holds, up to a length. */
    private record Entry(String name, Document document, int length, boolean compressed) {}

    private final Directory directory;
    private final List<Document> documents = new ArrayList<>();
    /** From the live file (which may be missing) to the oldest. */
    private final List<Entry> rotated = new ArrayList<>();

    private Document live;
    /** Documents without a name that the reader still holds open. */
    private final List<Document> held = new ArrayList<>();

    Instant now = Instant.parse("2026-11-22T10:00:00Z");

    World(Directory directory) {
        this.directory = directory;
    }

    List<Document> documents() {
        return documents;
    }

    /**
     * Whether the reader cannot have seen a document that followed it, so that it may still grow. One that went before a line
     * of it was complete was none, nor is an empty one that was renamed, or copied before the first byte was written that the
     * truncation then destroyed, and one that went while the reader waited for the first line of an older one is forgotten.
     */
    boolean isYoungest(Document document) {
        return documents.stream()
                .filter(d -> d.birth > document.birth)
                .noneMatch(d -> d == live
                        || isRotated(d)
                        || (d.observed > 0 && hasLine(d) && (held.contains(d) || noneAwaitedBefore(document))));
    }

    /** Whether no document up to this one may have made the reader wait for its first line. */
    private boolean noneAwaitedBefore(Document document) {
        return documents.stream().filter(d -> d.birth <= document.birth).allMatch(World::hasLine);
    }

    /** Whether the reader may know that a document will not grow though none followed it. */
    boolean isClosed(Document document) {
        return document.truncated
                || held.contains(document)
                || documents.stream().anyMatch(d -> d.birth > document.birth && d.glanced)
                || rotated.stream().anyMatch(entry -> entry.document == document && entry.compressed);
    }

    /** Whether the reader has seen a document that followed and is there; it knows none before a line of it is complete. */
    boolean wasFollowed(Document document) {
        return documents.stream().anyMatch(d -> d.birth > document.birth && d.observed > 0 && hasLine(d) && onDisk(d));
    }

    private static boolean hasLine(Document document) {
        return firstLineEnd(document.content()).isPresent();
    }

    /** End of the first complete line that is no comment. */
    static OptionalInt firstLineEnd(byte[] content) {
        int lineStart = 0;
        for (int i = 0; i < content.length; i++) {
            if (content[i] == '\n') {
                if (content[lineStart] != '#') {
                    return OptionalInt.of(i + 1);
                }
                lineStart = i + 1;
            }
        }
        return OptionalInt.empty();
    }

    private boolean onDisk(Document document) {
        return document == live || rotated.stream().anyMatch(entry -> entry.document == document);
    }

    /** Whether bytes of it stand under a rotated name. */
    private boolean isRotated(Document document) {
        return rotated.stream().anyMatch(entry -> entry.document == document && entry.length > 0);
    }

    private void touch(String name) throws IOException {
        now = now.plusMillis(1);
        directory.modified(name, now);
    }

    void append(byte[] bytes) throws IOException {
        if (live == null) {
            create();
        }
        directory.append(LIVE, bytes);
        live.bytes.writeBytes(bytes);
        touch(LIVE);
    }

    private void create() throws IOException {
        live = new Document(documents.size());
        documents.add(live);
        directory.create(LIVE);
        touch(LIVE);
    }

    void renameAndCreate(boolean atOnce) throws IOException {
        if (live == null) {
            return;
        }
        shift();
        directory.rename(LIVE, LIVE + ".1");
        rotated.add(0, new Entry(LIVE + ".1", live, live.length(), false));
        live = null;
        if (atOnce) {
            create();
        }
    }

    private void shift() throws IOException {
        for (int i = rotated.size() - 1; i >= 0; i--) {
            Entry entry = rotated.get(i);
            String name = LIVE + "." + (i + 2) + (entry.compressed ? ".gz" : "");
            directory.rename(entry.name, name);
            rotated.set(i, new Entry(name, entry.document, entry.length, entry.compressed));
        }
    }

    void copy() throws IOException {
        shift();
        directory.copy(LIVE, LIVE + ".1");
        rotated.add(0, new Entry(LIVE + ".1", live, live.length(), false));
        touch(LIVE + ".1");
    }

    boolean hasLive() {
        return live != null;
    }

    /** The live document. */
    Document live() {
        return live;
    }

    /** Truncates the live file, of whose bytes so many are in a copy or accounted for. */
    void truncate(int safe) throws IOException {
        live.intact = Math.min(live.intact, safe);
        live.open = false;
        live.truncated = true;
        directory.write(LIVE, new byte[0]);
        live = new Document(documents.size());
        documents.add(live);
        touch(LIVE);
    }

    void deleteAndCreate(boolean atOnce) throws IOException {
        if (live == null) {
            return;
        }
        directory.delete(LIVE);
        gone(live);
        live = null;
        if (atOnce) {
            create();
        }
    }

    private void gone(Document document) {
        if (document.open) {
            held.add(document);
        } else {
            document.intact = 0;
        }
    }

    void deleteOldest() throws IOException {
        if (!rotated.isEmpty()) {
            Entry oldest = rotated.remove(rotated.size() - 1);
            directory.delete(oldest.name);
            if (oldest.compressed) {
                oldest.document.intact = 0;
            } else {
                gone(oldest.document);
            }
        }
    }

    /** Compresses a rotated file, with something happening while half of the archive is written. */
    void compress(int which, Runnable meanwhile) throws IOException {
        if (rotated.isEmpty()) {
            return;
        }
        int i = which % rotated.size();
        Entry entry = rotated.get(i);
        if (entry.compressed) {
            return;
        }
        byte[] archive = TestLog.gzipped(directory.read(entry.name));
        String name = entry.name + ".gz";
        directory.write(name, Arrays.copyOf(archive, archive.length / 2));
        touch(name);
        meanwhile.run();
        Instant modified = directory.modified(entry.name);
        directory.write(name, archive);
        directory.modified(name, modified);
        directory.delete(entry.name);
        rotated.set(i, new Entry(name, entry.document, entry.length, true));
    }

    /** The reader has looked, and gone back to where it was. */
    void glanced() {
        documents.stream().filter(d -> onDisk(d) || held.contains(d)).forEach(d -> d.glanced = true);
    }

    /** The reader has looked and read. It cannot tell the length of an archive without reading it. */
    void observed() {
        glanced();
        for (Document document : documents) {
            boolean plain = document == live
                    || rotated.stream().anyMatch(entry -> entry.document == document && !entry.compressed);
            if (plain) {
                document.observed = Math.max(document.observed, Math.min(document.length(), document.intact));
                document.open = document.length() > 0;
            } else if (isRotated(document)) {
                document.observed = Math.max(document.observed, 1);
            }
        }
    }

    /** The reader stops: what only it held is gone. */
    void readerDown() {
        documents.forEach(document -> document.open = false);
        held.forEach(document -> document.intact = 0);
        held.clear();
    }
}
