/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.detector;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.github.trackreplay.device.ClientHints;
import io.github.trackreplay.device.Device;
import io.github.trackreplay.device.definition.DefinitionContent;
import io.github.trackreplay.device.definition.DefinitionFiles;
import io.github.trackreplay.device.rule.Detection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Tells system, client and device of a user agent exactly as Matomo's device detector does with the same definition files.
 *
 * <p>Results are kept in a bounded cache by (user agent, hints). After loading it is pure: no file is read, and the same
 * input gives the same result. Never throws on any text. Thread-safe.
 */
public final class DeviceDetector {
    /** Parts of a version that Matomo keeps after the first: 10.15.7 is stored as 10.15. */
    private static final int VERSION_PARTS = 1;

    private static final int CACHE_SIZE = 10_000;
    private static final int LONGEST_CACHED = 1_000;

    /** Those asked for last, by their hash: asking the cache costs more than most of a request's other preparation. */
    private static final int LATEST = 4_096;

    /** Long ones asked for last, which all requests of a bulk call have in common: without them each one would cost it anew. */
    private static final int LATEST_LONG = 8;

    private static final int LONGEST_REMEMBERED = 64 << 10;

    private record Key(String userAgent, ClientHints hints) {
        boolean is(String otherUserAgent, ClientHints otherHints) {
            return userAgent.equals(otherUserAgent) && hints.equals(otherHints);
        }
    }

    private record Known(Key key, Device device) {}

    private final Detection detection;
    private final Cache<Key, Device> cache;
    private final AtomicReferenceArray<Known> latest = new AtomicReferenceArray<>(LATEST);
    private final AtomicReferenceArray<Known> latestLong = new AtomicReferenceArray<>(LATEST_LONG);

    DeviceDetector(Detection detection) {
        this.detection = detection;
        this.cache = CacheBuilder.newBuilder().maximumSize(CACHE_SIZE).build();
    }

    /**
     * The detector over the definitions of an installed Matomo: one that this process has already, where they are the same.
     *
     * @param regexes the directory `vendor/matomo/device-detector/regexes`
     * @throws IOException with a sentence that says what is wrong
     */
    public static DeviceDetector load(Path regexes) throws IOException {
        return of(DefinitionFiles.in(regexes));
    }

    /** The detector over the definitions that come with this program: those of February 2022. */
    public static DeviceDetector bundled() throws IOException {
        return of(DefinitionFiles.bundled());
    }

    private static DeviceDetector of(DefinitionFiles files) throws IOException {
        return SharedDetectors.of(DefinitionContent.of(files), VERSION_PARTS);
    }

    /** What the user agent and the hints tell. */
    public Device detect(String userAgent, ClientHints hints) {
        boolean kept = isKept(userAgent, hints);
        if (!kept && userAgent.length() + hints.length() > LONGEST_REMEMBERED) {
            return detection.detect(userAgent, hints);
        }
        AtomicReferenceArray<Known> among = kept ? latest : latestLong;
        int place = (31 * userAgent.hashCode() + hints.hashCode()) & (among.length() - 1);
        Known known = among.get(place);
        if (known == null || !known.key().is(userAgent, hints)) {
            Key key = new Key(userAgent, hints);
            known = new Known(key, kept ? cached(key) : detection.detect(userAgent, hints));
            among.set(place, known);
        }
        return known.device();
    }

    private Device cached(Key key) {
        Device device = cache.getIfPresent(key);
        if (device == null) {
            device = detection.detect(key.userAgent(), key.hints());
            cache.put(key, device);
        }
        return device;
    }

    /** Whether it is short enough to be kept: who sends requests chooses how long texts are, and all kept ones must fit into memory. */
    static boolean isKept(String userAgent, ClientHints hints) {
        return userAgent.length() + hints.length() <= LONGEST_CACHED;
    }

    /** The release of the upstream library whose definitions and rules are in use. */
    public String release() {
        return detection.release().toString();
    }
}
