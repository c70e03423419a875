/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.tracking.model.SiteDay;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Derives random values from a secret and the question, by HMAC-SHA-256. Thread-safe. */
public final class SecretRandomness implements Randomness {
    private static final String ALPHABET = "abcdefghijklmnoprstuvwxyz0123456789";
    static final int MOST_SALTS = 10_000;

    private final HashFunction hmac;
    /** What was asked lately: of thousands of sites each is asked for by every request until its salt is known. */
    private final Map<SiteDay, String> salts = new ConcurrentHashMap<>();

    /** With a secret of the caller's, which should be long, random and kept to one process. */
    public SecretRandomness(byte[] secret) {
        this.hmac = Hashing.hmacSha256(secret);
    }

    @Override
    public byte[] bytes(LocatedRequest request, String need) {
        Hasher hasher = hasher(need)
                .putString(request.file().stream(), StandardCharsets.UTF_8)
                .putByte((byte) 0)
                .putLong(request.file().number())
                .putLong(request.request().offset())
                .putInt(request.request().index())
                .putLong(request.request().time());
        return Arrays.copyOf(hasher.hash().asBytes(), 16);
    }

    @Override
    public String salt(SiteDay day) {
        String known = salts.get(day);
        if (known != null) {
            return known;
        }
        if (salts.size() >= MOST_SALTS) {
            salts.clear();
        }
        String salt = newSalt(day);
        salts.put(day, salt);
        return salt;
    }

    private String newSalt(SiteDay day) {
        byte[] bytes = hasher("salt")
                .putInt(day.idSite())
                .putLong(day.date().toEpochDay())
                .hash()
                .asBytes();
        return letters(bytes);
    }

    @Override
    public String userIdSalt() {
        return letters(hasher("userid").hash().asBytes());
    }

    private static String letters(byte[] bytes) {
        StringBuilder salt = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            salt.append(ALPHABET.charAt((b & 0xff) % ALPHABET.length()));
        }
        return salt.toString();
    }

    private Hasher hasher(String need) {
        return hmac.newHasher().putString(need, StandardCharsets.UTF_8).putByte((byte) 0);
    }
}
