/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.referrer;

import io.github.trackreplay.tracking.text.Ascii;
import io.github.trackreplay.tracking.text.ByteText;
import io.github.trackreplay.tracking.text.PhpArray;
import io.github.trackreplay.tracking.text.PhpSerialized;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Hosts that send false referrers. A request whose {@code urlref} contains one of them anywhere is not recorded. Immutable;
 * the time of a look-up does not grow with the list.
 *
 * <p>Source of the rule: Matomo's {@code core/Tracker/Visit/ReferrerSpamFilter::isSpam}.
 */
public final class SpamReferrers {
    private static final int KEY_LENGTH = 4;

    private final Map<String, List<String>> byPrefix = new HashMap<>();
    private final List<String> tooShort = new ArrayList<>();

    private SpamReferrers(Collection<String> hosts) {
        for (String host : hosts) {
            String lower = Ascii.lower(ByteText.bytes(host));
            if (lower.length() < KEY_LENGTH) {
                tooShort.add(lower);
            } else {
                byPrefix.computeIfAbsent(lower.substring(0, KEY_LENGTH), prefix -> new ArrayList<>())
                        .add(lower);
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
        for (int at = 0; at + KEY_LENGTH <= url.length(); at++) {
            for (String host : byPrefix.getOrDefault(url.substring(at, at + KEY_LENGTH), List.of())) {
                if (url.startsWith(host, at)) {
                    return Optional.of(ByteText.text(host));
                }
            }
        }
        return tooShort.stream().filter(url::contains).findFirst().map(ByteText::text);
    }
}
