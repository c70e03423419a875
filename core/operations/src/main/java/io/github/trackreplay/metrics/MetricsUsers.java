/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Who may look at the metrics: names and passwords of a file, for HTTP's basic authentication. Immutable. */
public final class MetricsUsers {
    private static final String SCHEME = "Basic ";

    private final List<byte[]> hashes;

    private MetricsUsers(List<byte[]> hashes) {
        this.hashes = List.copyOf(hashes);
    }

    /** Reads a file with a line {@code name:password} for each user. Empty lines and those that begin with # do not count. */
    static MetricsUsers read(String text) {
        try {
            Path file = Path.of(text);
            if (Files.getFileStore(file).supportsFileAttributeView("posix")
                    && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                throw new IllegalArgumentException(
                        "holds passwords that everybody on this machine may read. Take that away: chmod 640 " + file);
            }
            return parse(Files.readAllLines(file));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is not a path: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "cannot be read as a file of passwords by '" + System.getProperty("user.name") + "': " + e + ".",
                    e);
        }
    }

    static MetricsUsers parse(List<String> lines) {
        List<byte[]> hashes = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int colon = line.indexOf(':');
            if (colon < 1 || colon == line.length() - 1) {
                throw new IllegalArgumentException("has a line that is not name:password (line " + (i + 1) + ").");
            }
            hashes.add(hash(line.getBytes(UTF_8)));
        }
        if (hashes.isEmpty()) {
            throw new IllegalArgumentException("names nobody. Add a line name:password.");
        }
        return new MetricsUsers(hashes);
    }

    /** Whether a header {@code Authorization} names one of them; null is nobody. Takes as long for any password. */
    boolean allows(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        byte[] given;
        try {
            given = hash(Base64.getDecoder()
                    .decode(authorization.substring(SCHEME.length()).strip()));
        } catch (IllegalArgumentException e) {
            return false; // not Base64
        }
        boolean allowed = false;
        for (byte[] known : hashes) {
            allowed |= MessageDigest.isEqual(known, given);
        }
        return allowed;
    }

    private static byte[] hash(byte[] nameAndPassword) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(nameAndPassword);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MetricsUsers users
                && hashes.size() == users.hashes.size()
                && java.util.stream.IntStream.range(0, hashes.size())
                        .allMatch(i -> MessageDigest.isEqual(hashes.get(i), users.hashes.get(i)));
    }

    @Override
    public int hashCode() {
        return hashes.size();
    }
}
