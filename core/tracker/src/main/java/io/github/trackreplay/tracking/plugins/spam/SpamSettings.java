/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.plugins.spam;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Json;
import io.github.trackreplay.php.Numbers;
import io.github.trackreplay.php.PhpArray;
import io.github.trackreplay.tracking.privacy.IpRanges;
import io.github.trackreplay.tracking.settings.MatomoRelease;
import io.github.trackreplay.tracking.settings.PluginSettings;
import io.github.trackreplay.tracking.settings.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the plugin is set to. Source: its {@code SystemSettings}, {@code Configuration} and {@code BlockedIpRanges}. As a part of
 * Matomo 6 it leaves out headless browsers unless told otherwise.
 *
 * @param allowed addresses that are never left out
 * @param blocked ranges of addresses that are left out, by the address's beginning up to its first dot or colon
 * @param excludedCountries lower-case codes
 * @param includedCountries lower-case codes; all others are left out where there are some
 * @param clouds organisations of which addresses are left out, as far as they are named; none where clouds are not
 * @param headless whether headless browsers are left out
 * @param libraries whether libraries of servers are left out
 * @param mostActions a visit with so many is over; 0 for any number
 */
record SpamSettings(
        IpRanges allowed,
        Map<String, IpRanges> blocked,
        Set<String> excludedCountries,
        Set<String> includedCountries,
        List<String> clouds,
        boolean headless,
        boolean libraries,
        double mostActions) {
    static SpamSettings of(Settings settings) {
        PluginSettings plugins = settings.plugins();
        boolean bundled = MatomoRelease.of(settings.version())
                .filter(release -> release.major() >= 6)
                .isPresent();
        return new SpamSettings(
                allowed(plugins),
                blocked(settings.option(BannedAddresses.OPTION).orElse("")),
                countries(plugins, "excluded_countries"),
                countries(plugins, "included_countries"),
                clouds(plugins),
                flag(plugins, "block_headless", bundled),
                flag(plugins, "blockServerSideLibraries", false),
                plugins.value(TrackingSpamPrevention.NAME, "max_actions_allowed")
                        .filter(Numbers::isNumeric)
                        .map(Numbers::toDouble)
                        .orElse(0.0));
    }

    private static boolean flag(PluginSettings plugins, String name, boolean otherwise) {
        return plugins.value(TrackingSpamPrevention.NAME, name)
                .map(value -> !Ascii.isEmpty(value))
                .orElse(otherwise);
    }

    /** An address without a length stands for itself. */
    private static IpRanges allowed(PluginSettings plugins) {
        List<String> ranges = new ArrayList<>();
        for (String range : plugins.configured(TrackingSpamPrevention.NAME, "iprange_allowlist")) {
            String length = range.contains("/") ? "" : range.contains(".") ? "/32" : "/128";
            if (!Ascii.isEmpty(range)) {
                ranges.add(range + length);
            }
        }
        return IpRanges.of(ranges);
    }

    private static List<String> clouds(PluginSettings plugins) {
        return flag(plugins, "block_clouds", false)
                ? plugins.configured(TrackingSpamPrevention.NAME, "block_geoip_organisations").stream()
                        .map(ByteText::bytes)
                        .filter(name -> !Ascii.isEmpty(name))
                        .toList()
                : List.of();
    }

    private static Map<String, IpRanges> blocked(String json) {
        Map<String, IpRanges> blocked = new HashMap<>();
        if (Json.decode(ByteText.bytes(json)) instanceof PhpArray byBeginning) {
            byBeginning.toMap().forEach((beginning, ranges) -> blocked.put(beginning, IpRanges.of(texts(ranges))));
        }
        return Map.copyOf(blocked);
    }

    private static List<String> texts(Object list) {
        List<String> texts = new ArrayList<>();
        if (list instanceof List<?> values) {
            values.forEach(value -> texts.add(String.valueOf(value)));
        } else if (list instanceof Map<?, ?> values) {
            values.values().forEach(value -> texts.add(String.valueOf(value)));
        }
        return texts;
    }

    private static Set<String> countries(PluginSettings plugins, String name) {
        Set<String> codes = new HashSet<>();
        String json = plugins.value(TrackingSpamPrevention.NAME, name).orElse("");
        if (Json.decode(ByteText.bytes(json)) instanceof PhpArray pairs) {
            for (Object pair : pairs.toMap().values()) {
                if (pair instanceof Map<?, ?> values
                        && values.get("country") instanceof String code
                        && !Ascii.isEmpty(code)) {
                    codes.add(code);
                }
            }
        }
        return Set.copyOf(codes);
    }
}
