/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.plugins.spam;

import io.github.trackreplay.device.ClientType;
import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.prepared.Address;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.privacy.IpAddress;
import io.github.trackreplay.tracking.privacy.IpRanges;
import io.github.trackreplay.tracking.settings.MatomoRelease;
import io.github.trackreplay.tracking.settings.Settings;
import io.github.trackreplay.tracking.visit.PluginPart;
import io.github.trackreplay.tracking.visit.TrackerPlugin;
import io.github.trackreplay.tracking.visit.VisitDraft;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Leaves out what the plugin takes for spam. Source of the rules: {@code TrackingSpamPrevention::isExcludedVisit}, {@code
 * BrowserDetection}, {@code BlockedIpRanges}, {@code BlockedGeoIp} and {@code Tracker/RequestProcessor} of
 * matomo-org/plugin-TrackingSpamPrevention 5.0.4.
 *
 * <p>The address of a visit with too many actions is banned by the option in which the plugin keeps it: it is left out from when the
 * settings are read next, at most five minutes later, until Matomo's daily task writes the option anew. Not followed: the mail about it.
 */
public final class TrackingSpamPrevention implements TrackerPlugin {
    /** Its name. */
    public static final String NAME = "TrackingSpamPrevention";

    private static final List<String> HEADLESS = List.of(
            "HeadlessChrome",
            "PhantomJS",
            "Electron",
            "ApacheBench",
            "Siege/",
            "https://k6.io/",
            "Radview",
            "Locust",
            "Cypress");

    private static final long DAY = 86_400;

    private final SpamSettings set;

    private TrackingSpamPrevention(Settings settings) {
        this.set = SpamSettings.of(settings);
    }

    /** The plugin, where it is active; in Matomo 6 it is a part of it. */
    public static Optional<TrackerPlugin> of(Settings settings) {
        boolean installed = settings.option("version_" + NAME).isPresent()
                || MatomoRelease.of(settings.version())
                        .filter(release -> release.major() >= 6)
                        .isPresent();
        return installed && settings.isActive(NAME)
                ? Optional.of(new TrackingSpamPrevention(settings))
                : Optional.empty();
    }

    /** {@code isExcludedVisit}. */
    @Override
    public Optional<String> exclusion(PreparedRequest request) {
        IpAddress ip = request.address().ip();
        String via = request.logged().headers().getOrDefault("via", "");
        if (IpRanges.isDataSaver(ip, via) || set.allowed().contain(ip)) {
            return Optional.empty();
        }
        String agent = ByteText.bytes(request.userAgent());
        if (set.headless() && HEADLESS.stream().anyMatch(part -> Ascii.indexOfIgnoreCase(agent, part) >= 0)) {
            return Optional.of("spam-headless-browser");
        }
        if (isOfCloud(request)) {
            return Optional.of("spam-cloud");
        }
        if (isBlocked(request.address())) {
            return Optional.of("spam-address");
        }
        if (isOfExcludedCountry(request)) {
            return Optional.of("spam-country");
        }
        return set.libraries() && !Ascii.isEmpty(agent) && isLibrary(request)
                ? Optional.of("spam-library")
                : Optional.empty();
    }

    /** {@code BlockedGeoIp::isExcludedProvider}: by a part of the organisation's name, any case. */
    private boolean isOfCloud(PreparedRequest request) {
        if (set.clouds().isEmpty() || !request.settings().isActive("UserCountry")) {
            return false;
        }
        String organisation = request.shared()
                .locator()
                .network(request.address().text())
                .map(network -> ByteText.bytes(network.organisation()))
                .orElse("");
        return !Ascii.isEmpty(organisation)
                && set.clouds().stream().anyMatch(name -> Ascii.indexOfIgnoreCase(organisation, name) >= 0);
    }

    /** Only ranges that begin as the address does are looked at, as the plugin indexes them. */
    private boolean isBlocked(Address address) {
        String text = address.text();
        IpRanges ranges = text.isEmpty() ? null : set.blocked().get(BannedAddresses.beginning(text));
        return ranges != null && IpAddress.parse(text).filter(ranges::contain).isPresent();
    }

    private boolean isOfExcludedCountry(PreparedRequest request) {
        if (set.excludedCountries().isEmpty() && set.includedCountries().isEmpty()) {
            return false;
        }
        String country = request.shared()
                .locator()
                .locate(request.address().text(), request.language())
                .country()
                .toLowerCase(Locale.ROOT);
        if (country.isEmpty()) {
            return false;
        }
        return set.includedCountries().isEmpty()
                ? set.excludedCountries().contains(country)
                : !set.includedCountries().contains(country);
    }

    private static boolean isLibrary(PreparedRequest request) {
        Integer type = request.device().columns().configClientType();
        return type != null && type == ClientType.LIBRARY.number();
    }

    @Override
    public PluginPart part(VisitDraft visit) {
        return new PluginPart() {
            /** {@code RequestProcessor::afterRequestProcessed}. */
            @Override
            public Optional<String> stop() {
                if (!hasTooManyActions(visit)) {
                    return Optional.empty();
                }
                ban(visit);
                return Optional.of("spam-actions");
            }
        };
    }

    private boolean hasTooManyActions(VisitDraft visit) {
        return set.mostActions() > 0
                && visit.columns().whole("visit_total_actions", 0) >= set.mostActions()
                && !set.allowed().contain(visit.request().address().ip());
    }

    /** Of a day that has passed the daily task has lifted all bans. */
    private static void ban(VisitDraft visit) {
        PreparedRequest request = visit.request();
        if (Math.floorDiv(request.time(), DAY) == Math.floorDiv(request.now(), DAY)) {
            visit.draft().add(new Change.BanAddress(request.address().text()));
        }
    }
}
