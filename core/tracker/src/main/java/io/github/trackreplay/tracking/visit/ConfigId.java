/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.visit;

import io.github.trackreplay.device.DeviceTraits;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.tracking.model.KnownVisit;
import io.github.trackreplay.tracking.model.SiteDay;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import io.github.trackreplay.tracking.prepared.Digests;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.settings.TrackerSettings;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A visitor's configuration, also called fingerprint: a hash of system, browser, browser plugins, address and language with
 * this Matomo's salt and, unless fingerprints hold across sites, the site and the salt of its day.
 *
 * <p>Source of the rules: Matomo's {@code core/Tracker/Settings::getConfigId} and
 * {@code core/Tracker/FingerprintSalt::getSalt}.
 */
final class ConfigId {
    private static final int LANGUAGE_LENGTH = 20;

    private ConfigId() {}

    /** The day whose salt goes in; nothing when no salt does. */
    static Optional<SiteDay> saltedDay(PreparedRequest request) {
        TrackerSettings tracker = request.settings().tracker();
        return tracker.visitors().fingerprintingAcrossWebsites()
                        || !tracker.visits().newVisitAfterMidnight()
                ? Optional.empty()
                : Optional.of(request.siteDay());
    }

    /** What goes in before the salt of the day: the client, and this Matomo's salt. Byte string. */
    static String client(PreparedRequest request) {
        RequestParameters p = request.parameters();
        DeviceTraits client = request.device().fingerprint();
        String language = ByteText.bytes(request.language());
        StringBuilder text = new StringBuilder(160)
                .append(ByteText.bytes(client.os()))
                .append(ByteText.bytes(client.browser()))
                .append(ByteText.bytes(client.browserVersion()));
        text.append(p.get(Parameter.FLASH))
                .append(p.get(Parameter.JAVA))
                .append('0')
                .append(p.get(Parameter.QUICKTIME));
        text.append(p.get(Parameter.REAL_PLAYER))
                .append(p.get(Parameter.PDF))
                .append(p.get(Parameter.WINDOWS_MEDIA))
                .append('0');
        text.append(p.get(Parameter.SILVERLIGHT)).append(client.ignoresCookies() ? 0 : p.get(Parameter.COOKIES));
        text.append(address(request));
        text.append(language, 0, Math.min(LANGUAGE_LENGTH, language.length()));
        return text.append(ByteText.bytes(request.settings().salt())).toString();
    }

    /**
     * The eight bytes.
     *
     * @param salt the day's salt; empty where none goes in
     */
    static byte[] of(PreparedRequest request, String salt) {
        Optional<SiteDay> day = saltedDay(request);
        String salted = day.isPresent() ? ByteText.bytes(salt) + day.get().date() : "";
        String site =
                request.settings().tracker().visitors().fingerprintingAcrossWebsites() ? "" : "" + request.idSite();
        String text = request.client(ConfigId::client) + salted + site;
        byte[] hash = Digests.md5(text.getBytes(StandardCharsets.ISO_8859_1));
        return Arrays.copyOf(hash, Long.BYTES);
    }

    /** The address in words; its bytes where enrichment is to see no more than is stored (Matomo takes them unshortened). */
    private static String address(PreparedRequest request) {
        return request.privacy().addresses().useAnonymizedIpForEnrichment()
                ? new String(request.address().ip().bytes(), StandardCharsets.ISO_8859_1)
                : request.address().text();
    }

    static long number(byte[] configId) {
        return KnownVisit.eightBytes(configId);
    }
}
