/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.signature;

import io.github.trackreplay.event.TrackingEventCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature of an event: HMAC-SHA-256 under a key of its stream, in the header {@code trackreplay.signature} as
 * {@code keyId:hex}.
 *
 * <p>It covers the body as it is carried (compressed) and every header of the wire contract, sorted by name, each name and
 * value with its length before it, so that no two events have one text. Not covered are headers that an administrator added,
 * and what the hop adds and takes off again. Whoever touches body or headers later breaks it, so it is made last. Stateless.
 */
public final class PackSignature {
    static final String HEADER = "trackreplay.signature";

    /** Comes and goes on the hop. */
    private static final String OF_THE_HOP = "trackreplay.insist";

    private static final byte[] DOMAIN = "trackreplay pack 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final String ALGORITHM = "HmacSHA256";

    /** What an event's signature is worth. */
    public enum Verdict {
        /** It was made with a key of the stream. */
        SIGNED,
        /** There is none. */
        UNSIGNED,
        /** There is one, made with no key of the stream, or for other headers or another body. */
        WRONG
    }

    private PackSignature() {}

    /** Adds the signature to the headers of an event that is complete. */
    public static void sign(Map<String, String> headers, byte[] body, SigningKeys.Key key) {
        headers.remove(HEADER);
        headers.put(HEADER, key.id() + ":" + HexFormat.of().formatHex(mac(headers, body, key)));
    }

    /** Judges an event by the keys of the stream that its headers name. Takes the same time for every wrong signature. */
    public static Verdict verify(Map<String, String> headers, byte[] body, SigningKeys keys) {
        String signature = headers.get(HEADER);
        if (signature == null) {
            return Verdict.UNSIGNED;
        }
        int colon = signature.lastIndexOf(':');
        Optional<SigningKeys.Key> key = colon < 0
                ? Optional.empty()
                : keys.of(TrackingEventCodec.stream(headers), signature.substring(0, colon));
        if (key.isEmpty()) {
            return Verdict.WRONG;
        }
        byte[] right = HexFormat.of().formatHex(mac(headers, body, key.get())).getBytes(StandardCharsets.US_ASCII);
        byte[] given = signature.substring(colon + 1).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(right, given) ? Verdict.SIGNED : Verdict.WRONG;
    }

    private static byte[] mac(Map<String, String> headers, byte[] body, SigningKeys.Key key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.secret(), ALGORITHM));
            mac.update(DOMAIN);
            for (Map.Entry<String, String> header : new TreeMap<>(headers).entrySet()) {
                if (isCovered(header.getKey())) {
                    update(mac, header.getKey().getBytes(StandardCharsets.UTF_8));
                    update(mac, header.getValue().getBytes(StandardCharsets.UTF_8));
                }
            }
            update(mac, body);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }

    private static boolean isCovered(String name) {
        return TrackingEventCodec.isOwn(name) && !name.equals(HEADER) && !name.equals(OF_THE_HOP);
    }

    private static void update(Mac mac, byte[] bytes) {
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        mac.update(bytes);
    }
}
