/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.referrer;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.PhpArray;
import io.github.trackreplay.php.PhpSerialized;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that send false referrers. A request whose {@code urlref} contains one of them anywhere is not recorded. Immutable;
 * the time of a look-up does not grow with the list.
 *
 * <p>Source of the rule: Matomo's {@code core/Tracker/Visit/ReferrerSpamFilter::isSpam}.
 */
public final class SpamReferrers {
    private static final int KEY_LENGTH = 4;
    private static final int MARK_BITS = 16;

    /** Hosts by the number that their first four bytes make. */
    private final Map<Integer, List<String>> byPrefix = new HashMap<>();

    /** Of those numbers, what {@link #mark} makes of them: most places of a URL need no more. */
    private final BitSet marks = new BitSet(1 << MARK_BITS);

    private final List<String> tooShort = new ArrayList<>();

    private SpamReferrers(Collection<String> hosts) {
        for (String host : hosts) {
            String lower = Ascii.lower(ByteText.bytes(host));
            if (lower.length() < KEY_LENGTH) {
                tooShort.add(lower);
            } else {
                int key = 0;
                for (int i = 0; i < KEY_LENGTH; i++) {
                    key = withByte(key, lower.charAt(i));
                }
                byPrefix.computeIfAbsent(key, prefix -> new ArrayList<>()).add(lower);
                marks.set(mark(key));
            }
        }
    }

    /** Reads {@code spammers.txt}: one host a line. */
    public static SpamReferrers ofLines(String text) {
        return new SpamReferrers(text.lines().filter(line -> !line.isEmpty()).toList());
    }

    /** Reads the option {@code referrer_spam_blacklist}; nothing where it is not readable. */
    public static Optional<SpamReferrers> ofOption(String value) {
        return PhpSerialized.array(ByteText.bytes(value)).map(SpamReferrers::ofArray);
    }

    private static SpamReferrers ofArray(PhpArray array) {
        List<String> hosts = new ArrayList<>();
        array.values().forEach(host -> hosts.add(ByteText.text(String.valueOf(host))));
        return new SpamReferrers(hosts);
    }

    /** No host at all. */
    public static SpamReferrers none() {
        return new SpamReferrers(List.of());
    }

    /** The host that a referrer URL (the request's {@code urlref}) contains; nothing where it is no spam. */
    public Optional<String> in(String referrerUrl) {
        if (referrerUrl.isEmpty()) {
            return Optional.empty();
        }
        String url = Ascii.lower(ByteText.bytes(referrerUrl));
        int key = 0; // the last four bytes
        for (int end = 0; end < url.length(); end++) {
            key = withByte(key, url.charAt(end));
            String host = end + 1 >= KEY_LENGTH && marks.get(mark(key)) ? hostAt(url, end + 1 - KEY_LENGTH, key) : null;
            if (host != null) {
                return Optional.of(ByteText.text(host));
            }
        }
        for (String host : tooShort) {
            if (url.contains(host)) {
                return Optional.of(ByteText.text(host));
            }
        }
        return Optional.empty();
    }

    private @Nullable String hostAt(String url, int at, int key) {
        for (String host : byPrefix.getOrDefault(key, List.of())) {
            if (url.startsWith(host, at)) {
                return host;
            }
        }
        return null;
    }

    private static int withByte(int key, char next) {
        return key << 8 | (next & 0xff);
    }

    private static int mark(int key) {
        return (key * 0x9E3779B1) >>> (Integer.SIZE - MARK_BITS);
    }
}
