/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A directory in memory that does what those of POSIX do: a file is not its name, stays readable while it is open, and its number
 * goes to another one as soon as it has neither a name nor a reader.
 */
final class MemoryDirectory implements Directory {
    private static final Path PATH = Path.of("/logs");

    /** What a name stands for. */
    private static final class Inode {
        final long number;
        byte[] bytes = new byte[0];
        Instant modified = Instant.EPOCH;
        int readers;

        Inode(long number) {
            this.number = number;
        }
    }

    private final boolean reuses;
    private final Map<Path, Inode> names = new TreeMap<>();
    private final Set<Inode> open = new HashSet<>();
    private long numbers;

    /** @param reuses whether a new file gets the least number that is free, or one that no file has had */
    MemoryDirectory(boolean reuses) {
        this.reuses = reuses;
    }

    private static Path path(String name) {
        return PATH.resolve(name);
    }

    private Inode inode(Path path) throws IOException {
        Inode inode = names.get(path);
        if (inode == null) {
            throw new NoSuchFileException(path.toString());
        }
        return inode;
    }

    private Inode made(Path path) {
        long number = ++numbers;
        if (reuses) {
            Set<Long> taken = new HashSet<>();
            Stream.concat(names.values().stream(), open.stream()).forEach(inode -> taken.add(inode.number));
            number = 1;
            while (taken.contains(number)) {
                number++;
            }
        }
        Inode inode = new Inode(number);
        names.put(path, inode);
        return inode;
    }

    private static void free(Path path, Map<Path, Inode> names) throws IOException {
        if (names.containsKey(path)) {
            throw new FileAlreadyExistsException(path.toString());
        }
    }

    private static FoundFile found(Path path, Inode inode) {
        long modified = inode.modified.getEpochSecond() * 1_000_000_000L + inode.modified.getNano();
        return new FoundFile(path, inode.number, inode.bytes.length, modified);
    }

    @Override
    public Path path() {
        return PATH;
    }

    @Override
    public FileFinder finder(String beginning) {
        return () -> {
            List<FoundFile> files = names.entrySet().stream()
                    .filter(entry -> entry.getKey().getFileName().toString().startsWith(beginning))
                    .map(entry -> found(entry.getKey(), entry.getValue()))
                    .toList();
            return new FileFinder.Listing(
                    files, new TreeMap<>(), files.isEmpty() ? List.of(PATH + "/" + beginning + "*") : List.of());
        };
    }

    @Override
    public Disk disk() {
        return new Disk() {
            @Override
            public FoundFile look(Path path) throws IOException {
                return found(path, inode(path));
            }

            @Override
            public boolean exists(Path path) {
                return names.containsKey(path);
            }

            @Override
            public Content open(Path path) throws IOException {
                return new Open(inode(path));
            }

            @Override
            public InputStream stream(Path path) throws IOException {
                return new ByteArrayInputStream(inode(path).bytes);
            }
        };
    }

    @Override
    public void create(String name) throws IOException {
        free(path(name), names);
        made(path(name));
    }

    @Override
    public void append(String name, byte[] bytes) {
        Inode inode = names.get(path(name));
        Inode there = inode == null ? made(path(name)) : inode;
        int before = there.bytes.length;
        there.bytes = Arrays.copyOf(there.bytes, before + bytes.length);
        System.arraycopy(bytes, 0, there.bytes, before, bytes.length);
    }

    @Override
    public void write(String name, byte[] bytes) {
        Inode inode = names.get(path(name));
        (inode == null ? made(path(name)) : inode).bytes = bytes.clone();
    }

    @Override
    public byte[] read(String name) throws IOException {
        return inode(path(name)).bytes.clone();
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Inode inode = inode(path(from));
        free(path(to), names);
        names.remove(path(from));
        names.put(path(to), inode);
    }

    @Override
    public void copy(String from, String to) throws IOException {
        byte[] bytes = read(from);
        free(path(to), names);
        made(path(to)).bytes = bytes;
    }

    @Override
    public void delete(String name) throws IOException {
        inode(path(name));
        names.remove(path(name));
    }

    @Override
    public Instant modified(String name) throws IOException {
        return inode(path(name)).modified;
    }

    @Override
    public void modified(String name, Instant time) throws IOException {
        inode(path(name)).modified = time;
    }

    @Override
    public void close() {
        names.clear();
    }

    /** A file that is being read. */
    private final class Open implements Content {
        private final Inode inode;
        private boolean closed;

        Open(Inode inode) {
            this.inode = inode;
            inode.readers++;
            open.add(inode);
        }

        private byte[] bytes() throws IOException {
            if (closed) {
                throw new IOException("the file has been closed");
            }
            return inode.bytes;
        }

        @Override
        public int read(long offset, byte[] into, int at, int length) throws IOException {
            byte[] bytes = bytes();
            int n = (int) Math.max(0, Math.min(length, bytes.length - offset));
            if (n > 0) {
                System.arraycopy(bytes, (int) offset, into, at, n);
            }
            return n;
        }

        @Override
        public long length() throws IOException {
            return bytes().length;
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
        public void close() {
            if (!closed && --inode.readers == 0) {
                open.remove(inode);
            }
            closed = true;
        }
    }
}
