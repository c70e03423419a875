/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.definition;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Definition files as they stood when they were read, once each, and what tells them from all others. Immutable. */
public final class DefinitionContent implements DefinitionFiles {
    private final String name;
    private final Optional<LibraryRelease> release;
    private final Map<String, byte[]> files;

    private DefinitionContent(String name, Optional<LibraryRelease> release, Map<String, byte[]> files) {
        this.name = name;
        this.release = release;
        this.files = files;
    }

    /** @throws IOException if a file is there but cannot be read */
    public static DefinitionContent of(DefinitionFiles source) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String path : Definitions.PATHS) {
            Optional<byte[]> bytes = source.read(path);
            if (bytes.isPresent()) files.put(path, bytes.get());
        }
        return new DefinitionContent(source.name(), source.release(), files);
    }

    @Override
    public Optional<byte[]> read(String path) {
        return Optional.ofNullable(files.get(path)).map(byte[]::clone);
    }

    @Override
    public Optional<LibraryRelease> release() {
        return release;
    }

    @Override
    public String name() {
        return name;
    }

    /** The same for two sets exactly if they have the same files with the same bytes and are of the same release. */
    public String identity() {
        MessageDigest digest = sha256();
        files.forEach((path, bytes) -> {
            digest.update((path + '\0').getBytes(StandardCharsets.UTF_8));
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            digest.update(bytes);
        });
        return release.map(LibraryRelease::toString).orElse("")
                + ' '
                + HexFormat.of().formatHex(digest.digest());
    }

    /** What tells contents apart. */
    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
