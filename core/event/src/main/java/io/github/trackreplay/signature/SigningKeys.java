/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.signature;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The keys with which packs are signed, by stream. Several keys of one stream are all accepted, and the first one signs, so
 * that a key is changed without a pause: add the new one at the collectors, then make it the first at the frontend, then take
 * the old one away. Immutable; says no secret.
 *
 * <p>As text: one key a line, {@code stream keyId secret}, the secret in Base64 ({@code openssl rand -base64 32}); a stream
 * {@code *} stands for all that have no line of their own. What follows a {@code #} at a line's beginning is a comment.
 */
public final class SigningKeys {
    /** Fewer bytes could be guessed. */
    private static final int LEAST_BYTES = 16;

    private static final String ANY = "*";

    private final List<Key> keys;

    /**
     * One key.
     *
     * @param stream whose packs it signs
     * @param id its name, which travels with the signature
     * @param secret its bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    public record Key(String stream, String id, byte[] secret) {
        public Key {
            Objects.requireNonNull(stream, "stream");
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(secret, "secret");
        }

        @Override
        public String toString() {
            return stream + " " + id;
        }
    }

    private SigningKeys(List<Key> keys) {
        this.keys = List.copyOf(keys);
    }

    /** @throws IllegalArgumentException with the end of a sentence that begins with the file's name */
    public static SigningKeys parse(List<String> lines) {
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                Key key = key(line, i + 1);
                if (keys.stream().anyMatch(k -> k.stream().equals(key.stream()) && k.id().equals(key.id()))) {
                    throw new IllegalArgumentException("names the key '" + key + "' twice, in line " + (i + 1) + ".");
                }
                keys.add(key);
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("holds no key. Give it lines such as: web1 2026a <secret in Base64>");
        }
        return new SigningKeys(keys);
    }

    private static Key key(String line, int number) {
        String[] words = line.split("\\s+");
        if (words.length != 3) {
            throw new IllegalArgumentException(
                    "has other than three words in line " + number + ": stream, key's name, secret in Base64.");
        }
        if (words[1].indexOf(':') >= 0) {
            throw new IllegalArgumentException("has a colon in the name of the key in line " + number + ".");
        }
        byte[] secret;
        try {
            secret = Base64.getDecoder().decode(words[2]);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "has a secret that is no Base64 in line " + number + ". Make one: openssl rand -base64 32", e);
        }
        if (secret.length < LEAST_BYTES) {
            throw new IllegalArgumentException("has a secret of only " + secret.length + " bytes in line " + number
                    + ". Make one: openssl rand -base64 32");
        }
        return new Key(words[0], words[1], secret);
    }

    /** The key with which a stream's packs are signed; empty if there is none for it. */
    public Optional<Key> signing(String stream) {
        return of(stream).stream().findFirst();
    }

    /** The key of a name that counts for a stream. */
    Optional<Key> of(String stream, String id) {
        return of(stream).stream().filter(key -> key.id().equals(id)).findFirst();
    }

    private List<Key> of(String stream) {
        List<Key> own = keys.stream().filter(key -> key.stream().equals(stream)).toList();
        return own.isEmpty()
                ? keys.stream().filter(key -> key.stream().equals(ANY)).toList()
                : own;
    }
}
