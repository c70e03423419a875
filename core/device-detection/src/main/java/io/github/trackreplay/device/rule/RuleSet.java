/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.rule;

import io.github.trackreplay.device.ClientType;
import io.github.trackreplay.device.DeviceType;
import io.github.trackreplay.device.definition.Codes;
import io.github.trackreplay.device.definition.Definitions;
import io.github.trackreplay.device.definition.LibraryRelease;
import io.github.trackreplay.device.match.Boundary;
import io.github.trackreplay.device.match.RegexRule;
import io.github.trackreplay.device.match.RuleBook;
import io.github.trackreplay.device.match.RuleList;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All definitions as rules, in one {@link RuleBook}. Immutable. */
final class RuleSet {
    /** The device files in the order in which they are tried. */
    enum DeviceFile {
        TELEVISIONS("televisions"),
        SHELL_TV("shell_tv"),
        NOTEBOOKS("notebooks"),
        CONSOLES("consoles"),
        CAR_BROWSERS("car_browsers"),
        CAMERAS("cameras"),
        PORTABLE_MEDIA_PLAYERS("portable_media_player"),
        MOBILES("mobiles");

        final String path;

        DeviceFile(String name) {
            path = "device/" + name + ".yml";
        }
    }

    private static final Map<ClientType, String> CLIENT_FILES = Map.of(
            ClientType.FEED_READER, "client/feed_readers.yml",
            ClientType.MOBILE_APP, "client/mobile_apps.yml",
            ClientType.MEDIA_PLAYER, "client/mediaplayers.yml",
            ClientType.PIM, "client/pim.yml",
            ClientType.BROWSER, "client/browsers.yml",
            ClientType.LIBRARY, "client/libraries.yml");

    final LibraryRelease release;
    final Codes codes;
    final RuleBook book;
    final RuleList<String> bots;
    final RuleList<OsRule> systems;
    private final Map<ClientType, RuleList<ClientRule>> clients = new EnumMap<>(ClientType.class);
    final RuleList<String> engines;
    private final Map<DeviceFile, RuleList<DeviceRule>> devices = new EnumMap<>(DeviceFile.class);
    final RuleList<String> vendorFragments;
    private final Map<Phrase, RuleList<Phrase>> phrases = new EnumMap<>(Phrase.class);
    final Map<String, Object> appHints;
    final Map<String, Object> browserHints;
    private final RuleBook.Builder builder;

    RuleSet(Definitions definitions, boolean prefilter) {
        release = definitions.release();
        codes = Codes.of(release);
        builder = new RuleBook.Builder(prefilter);
        for (Phrase phrase : Phrase.values()) {
            phrases.put(phrase, builder.add(phrase.boundary, phrase.rules(release)));
        }
        bots = bots(definitions);
        systems = systems(definitions);
        CLIENT_FILES.forEach((type, path) -> clients.put(type, clients(definitions, path)));
        engines = engines(definitions);
        for (DeviceFile file : DeviceFile.values()) devices.put(file, devices(definitions, file));
        vendorFragments = vendorFragments(definitions);
        appHints = definitions.map("client/hints/apps.yml");
        browserHints = definitions.map("client/hints/browsers.yml");
        book = builder.build();
    }

    RuleList<ClientRule> clients(ClientType type) {
        return known(clients, type);
    }

    RuleList<DeviceRule> devices(DeviceFile file) {
        return known(devices, file);
    }

    RuleList<Phrase> phrase(Phrase phrase) {
        return known(phrases, phrase);
    }

    /** Each of these maps has all of its enum. */
    private static <K extends Enum<K>, T> RuleList<T> known(Map<K, RuleList<T>> lists, K key) {
        return Objects.requireNonNull(lists.get(key));
    }

    private RuleList<String> bots(Definitions definitions) {
        List<RegexRule<String>> rules = new ArrayList<>();
        for (Map<String, Object> each : definitions.list("bots.yml")) {
            String name = text(each, "name", "");
            rules.add(new RegexRule<>(text(each, "regex", ""), name.indexOf('$') >= 0, name));
        }
        return builder.add(Boundary.WORD, rules);
    }

    private RuleList<OsRule> systems(Definitions definitions) {
        List<RegexRule<OsRule>> rules = new ArrayList<>();
        for (Map<String, Object> each : definitions.list("oss.yml")) {
            RuleList<OsRule> versions = null;
            if (each.get("versions") instanceof List<?> list) {
                List<RegexRule<OsRule>> inner = new ArrayList<>();
                for (Object version : list) inner.add(system(Definitions.map(version), null));
                versions = builder.add(Boundary.WORD, inner);
            }
            rules.add(system(each, versions));
        }
        return builder.add(Boundary.WORD, rules);
    }

    private static RegexRule<OsRule> system(Map<String, Object> each, @Nullable RuleList<OsRule> versions) {
        OsRule rule = new OsRule(text(each, "name"), text(each, "version"), versions);
        return new RegexRule<>(text(each, "regex", ""), captures(rule.name()) || captures(rule.version()), rule);
    }

    private RuleList<ClientRule> clients(Definitions definitions, String path) {
        List<RegexRule<ClientRule>> rules = new ArrayList<>();
        for (Map<String, Object> each : definitions.list(path)) {
            ClientRule rule = client(each);
            rules.add(
                    new RegexRule<>(text(each, "regex", ""), captures(rule.name()) || captures(rule.version()), rule));
        }
        return builder.add(Boundary.WORD, rules);
    }

    private static ClientRule client(Map<String, Object> each) {
        String engine = "";
        List<Map.Entry<String, String>> engines = new ArrayList<>();
        if (each.get("engine") instanceof Map<?, ?> map) {
            Map<String, Object> data = Definitions.map(map);
            engine = text(data, "default", "");
            if (data.get("versions") instanceof Map<?, ?> versions) {
                Definitions.map(versions).forEach((v, e) -> engines.add(Map.entry(v, String.valueOf(e))));
            }
        }
        return new ClientRule(text(each, "name", ""), text(each, "version", ""), engine, List.copyOf(engines));
    }

    private RuleList<String> engines(Definitions definitions) {
        List<RegexRule<String>> rules = new ArrayList<>();
        for (Map<String, Object> each : definitions.list("client/browser_engine.yml")) {
            String name = text(each, "name", "");
            rules.add(new RegexRule<>(text(each, "regex", ""), captures(name), name));
        }
        return builder.add(Boundary.WORD, rules);
    }

    private RuleList<DeviceRule> devices(Definitions definitions, DeviceFile file) {
        List<RegexRule<DeviceRule>> rules = new ArrayList<>();
        definitions.map(file.path).forEach((brand, value) -> {
            Map<String, Object> each = Definitions.map(value);
            String model = text(each, "model", "");
            DeviceRule rule = new DeviceRule(brand, DeviceType.of(text(each, "device", "")), model, models(each));
            rules.add(new RegexRule<>(text(each, "regex", ""), captures(model), rule));
        });
        return builder.add(Boundary.WORD, rules);
    }

    private static List<RegexRule<DeviceRule.Model>> models(Map<String, Object> brand) {
        if (!(brand.get("models") instanceof List<?> list)) return List.of();
        List<RegexRule<DeviceRule.Model>> rules = new ArrayList<>();
        for (Object item : list) {
            Map<String, Object> each = Definitions.map(item);
            String model = text(each, "model", "");
            rules.add(new RegexRule<>(
                    text(each, "regex", ""),
                    captures(model),
                    new DeviceRule.Model(model, text(each, "brand", ""), DeviceType.of(text(each, "device", "")))));
        }
        return List.copyOf(rules);
    }

    private RuleList<String> vendorFragments(Definitions definitions) {
        List<RegexRule<String>> rules = new ArrayList<>();
        definitions.map("vendorfragments.yml").forEach((brand, regexes) -> {
            for (Object regex : (List<?>) regexes) {
                rules.add(new RegexRule<>(regex + "[^a-z0-9]+", false, brand));
            }
        });
        return builder.add(Boundary.WORD, rules);
    }

    private static boolean captures(@Nullable String template) {
        return template != null && template.indexOf('$') >= 0;
    }

    private static String text(Map<String, Object> map, String key, String otherwise) {
        return Objects.requireNonNullElse(text(map, key), otherwise);
    }

    private static @Nullable String text(Map<String, Object> map, String key) {
        Object value = map.get(key);
        return value == null ? null : value.toString();
    }
}
