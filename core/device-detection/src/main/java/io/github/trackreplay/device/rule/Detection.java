/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.rule;

import io.github.trackreplay.device.Client;
import io.github.trackreplay.device.ClientHints;
import io.github.trackreplay.device.ClientType;
import io.github.trackreplay.device.Device;
import io.github.trackreplay.device.OperatingSystem;
import io.github.trackreplay.device.definition.Codes;
import io.github.trackreplay.device.definition.Definitions;
import io.github.trackreplay.device.definition.LibraryRelease;
import io.github.trackreplay.device.match.Match;
import io.github.trackreplay.device.match.PhpText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Detects what a user agent and its client hints tell, without a cache. Immutable and thread-safe. */
public final class Detection {
    /** The order in which types of clients are tried; browsers have a detection of their own. */
    private static final List<ClientType> ORDER = List.of(
            ClientType.FEED_READER,
            ClientType.MOBILE_APP,
            ClientType.MEDIA_PLAYER,
            ClientType.PIM,
            ClientType.BROWSER,
            ClientType.LIBRARY);

    private final RuleSet rules;
    private final Versions versions;
    private final OsDetection systems;
    private final BrowserNames browserNames;
    private final BrowserDetection browsers;
    private final DeviceDetection devices;
    private final Map<String, String> brandCodes;
    private final Map<String, String> formerBrandCodes;

    /**
     * @param versionParts how many parts after the first a version keeps; negative: all
     * @param prefilter false tries every regex: for comparison in tests
     */
    public Detection(Definitions definitions, int versionParts, boolean prefilter) {
        rules = new RuleSet(definitions, prefilter);
        versions = new Versions(versionParts);
        Codes codes = rules.codes;
        systems = new OsDetection(codes, rules.release, versions);
        browserNames = new BrowserNames(codes);
        browsers = new BrowserDetection(browserNames, rules.release, versions);
        devices = new DeviceDetection(codes, rules.release);
        brandCodes = codes.byValue("brand");
        codes.formerly("brand").forEach(e -> brandCodes.putIfAbsent(e.value(), e.key()));
        formerBrandCodes = codes.byValue("legacy-brand");
    }

    public LibraryRelease release() {
        return rules.release;
    }

    /** How many regexes there are and how well the prefilter covers them. */
    public String describe() {
        return rules.book.describe();
    }

    public Device detect(String userAgent, ClientHints clientHints) {
        Hints hints = HintsReader.read(clientHints, rules.release);
        UserAgent agent = new UserAgent(rules, userAgent, hints);
        Match<String> bot = agent.first(rules.bots);
        if (bot != null) return bot(bot, hints);
        OperatingSystem os = systems.detect(agent);
        Client client = client(agent);
        DeviceGuess guess = new DeviceGuess(agent, systems, browserNames, os, client, devices.detect(agent));
        DeviceDetection.Found found = guess.complete();
        return new Device(
                null,
                os,
                client,
                found.type(),
                brandCode(found.brand()),
                found.brand(),
                found.model(),
                guess.isMobile());
    }

    private Device bot(Match<String> bot, Hints hints) {
        String name = rules.release.atLeast(6, 4, 2) ? bot.fill(bot.value()) : bot.value();
        return new Device(name, null, null, null, "", "", "", hints.mobile());
    }

    private @Nullable Client client(UserAgent agent) {
        for (ClientType type : ORDER) {
            Client client = type == ClientType.BROWSER ? browsers.detect(agent) : other(type, agent);
            if (client != null) return client;
        }
        return null;
    }

    private @Nullable Client other(ClientType type, UserAgent agent) {
        Match<ClientRule> match = agent.first(rules.clients(type));
        String name = match == null ? "" : match.fill(match.value().name());
        String version =
                match == null ? "" : versions.of(match.fill(match.value().version()));
        if (type == ClientType.MOBILE_APP) {
            Object app = rules.appHints.get(agent.hints.app());
            if (app != null && !app.toString().isEmpty() && !app.equals(name)) {
                name = app.toString();
                version = "";
            }
            if (PhpText.isEmpty(name)) return null;
        } else if (match == null) {
            return null;
        }
        return new Client(type, null, name, version, "", "", null);
    }

    private String brandCode(String brand) {
        String code = brandCodes.get(brand);
        if (PhpText.isEmpty(code)) code = formerBrandCodes.get(brand);
        return PhpText.filled(code, "");
    }
}
