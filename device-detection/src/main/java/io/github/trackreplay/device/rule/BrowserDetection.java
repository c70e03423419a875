/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.rule;

import io.github.trackreplay.device.Client;
import io.github.trackreplay.device.ClientType;
import io.github.trackreplay.device.definition.Codes;
import io.github.trackreplay.device.definition.Release;
import io.github.trackreplay.device.match.Match;
import io.github.trackreplay.device.match.PhpText;
import io.github.trackreplay.device.match.PhpVersion;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds the browser: what the client hints say, completed and corrected by the user agent. */
final class BrowserDetection {
    private static final Pattern IRIDIUM_VERSION = Pattern.compile("202[0-4]");
    private static final Pattern CHROME =
            Pattern.compile("Chrome/.+ Safari/537.36", Pattern.CASE_INSENSITIVE | Pattern.UNIX_LINES);
    /** Browsers whose version is the user agent's: their hints carry that of the engine. */
    private static final Set<String> VERSION_FROM_USER_AGENT = Set.of("A0", "AL", "HP", "JR", "MU", "OM", "OP", "VR");

    /** Names in client hints after which a more telling one may follow. */
    private static final Set<String> VAGUE = Set.of("", "Chromium", "Microsoft Edge");

    private static final Set<String> FAMILY_BY_ENGINE = Set.of("Wolvic", "Yaani Browser");

    private final Release release;
    private final Versions versions;
    private final BrowserNames names;
    private final Engines engines;

    /** A browser as far as it is known; changed step by step within one detection. */
    private static final class Found {
        String name = "";
        String code = "";
        String version = "";
        String engine = "";
        String engineVersion = "";
        String family;

        void engineOf(Found other) {
            engine = other.engine;
            engineVersion = other.engineVersion;
        }

        void nameOf(Found other) {
            name = other.name;
            code = other.code;
        }
    }

    BrowserDetection(BrowserNames names, Release release, Versions versions) {
        this.release = release;
        this.versions = versions;
        this.names = names;
        this.engines = new Engines(release);
    }

    /** The browser, or null. */
    Client detect(UserAgent agent) {
        Found parsed = fromUserAgent(agent);
        Found found = fromHints(agent.hints);
        if (found.name.isEmpty() || PhpText.isEmpty(found.version)) {
            found = parsed;
        } else {
            complete(found, parsed);
        }
        found.family = names.family(found.code);
        applyApp(found, agent);
        if (PhpText.isEmpty(found.name) || isTestTool(agent)) return null;
        correct(found);
        return new Client(
                ClientType.BROWSER,
                found.code,
                found.name,
                found.version,
                found.engine,
                found.engineVersion,
                found.family);
    }

    private boolean isTestTool(UserAgent agent) {
        return release.atLeast(6, 4, 2) && (agent.text.contains("Cypress") || agent.text.contains("PhantomJS"));
    }

    private Found fromHints(Hints hints) {
        Found found = new Found();
        for (Map.Entry<String, String> brand : hints.brands().entrySet()) {
            Codes.Entry known = names.hinted(brand.getKey());
            boolean lessThanChrome = looksBeyondChrome()
                    && known != null
                    && found.name.equals("Chrome")
                    && known.value().equals("Chromium");
            if (known != null && !lessThanChrome) {
                found.name = known.value();
                found.code = known.key();
                found.version = brand.getValue();
            }
            boolean vague = VAGUE.contains(found.name) || (looksBeyondChrome() && found.name.equals("Chrome"));
            if (!vague) break;
        }
        if (looksBeyondChrome()) engineFromHints(found, hints.brands());
        if (!hints.brands().isEmpty() && !PhpText.isEmpty(hints.fullVersion())) found.version = hints.fullVersion();
        found.version = versions.of(PhpText.trim(found.version));
        return found;
    }

    /** Since that release a brand that is listed after Chrome is preferred to it, and the hints tell the engine. */
    private boolean looksBeyondChrome() {
        return release.atLeast(6, 5, 2);
    }

    private static void engineFromHints(Found found, Map<String, String> brands) {
        String version = brands.getOrDefault("Android WebView", brands.get("Chromium"));
        if (version == null) return;
        found.engine = "Blink";
        found.engineVersion = version;
    }

    private Found fromUserAgent(UserAgent agent) {
        Found found = new Found();
        Match<ClientRule> match = agent.first(agent.rules.clients.get(ClientType.BROWSER));
        if (match == null) return found;
        String name = match.fill(match.value().name());
        String code = names.code(name);
        // Upstream treats a browser without a code as an error in its definitions.
        if (code == null) return found;
        found.name = name;
        found.code = code;
        found.version = versions.of(match.fill(match.value().version()));
        found.engine = engines.engine(agent, match.value(), found.version);
        found.engineVersion = engines.version(agent, found.engine);
        return found;
    }

    private void complete(Found found, Found parsed) {
        String hintedVersion = found.version;
        String hintedEngineVersion = found.engineVersion;
        if (IRIDIUM_VERSION.matcher(found.version).lookingAt()) {
            found.name = "Iridium";
            found.code = "I1";
        }
        if (found.version.startsWith("15") && parsed.version.startsWith("114")) {
            found.name = "360 Secure Browser";
            found.code = "3B";
            found.engineOf(parsed);
        }
        if (!PhpText.isEmpty(parsed.version) && VERSION_FROM_USER_AGENT.contains(found.code)) {
            found.version = parsed.version;
        }
        if (found.name.equals("Vewd Browser")) found.engineOf(parsed);
        if (isVersionedBlink(found)
                && looksBeyondChrome()
                && parsed.engine.equals(found.engine)
                && PhpVersion.compare(parsed.engineVersion, found.engineVersion) > 0) {
            found.engineVersion = parsed.engineVersion;
        }
        if ((found.name.equals("Chromium") || found.name.equals("Chrome Webview"))
                && !PhpText.isEmpty(parsed.name)
                && !isPlainChromium(parsed.code)) {
            found.nameOf(parsed);
            if (!looksBeyondChrome() || isOtherOrOlder(found.version, parsed.version)) found.version = parsed.version;
        }
        if (parsed.name.equals(found.name + " Mobile")) found.nameOf(parsed);
        if (parsed.name.equals(found.name) || Objects.equals(names.family(found.name), names.family(parsed.name))) {
            found.engineOf(parsed);
        }
        if (!PhpText.isEmpty(parsed.version)
                && parsed.version.startsWith(found.version)
                && PhpVersion.compare(found.version, parsed.version) < 0) {
            found.version = parsed.version;
        }
        if (found.name.equals("DuckDuckGo Privacy Browser")) found.version = "";
        if (!release.atLeast(6, 4, 2) || !isVersionedBlink(found)) return;
        if (PhpVersion.compare(found.engineVersion, hintedVersion) < 0) found.engineVersion = hintedVersion;
        if (looksBeyondChrome() && PhpVersion.compare(parsed.engineVersion, hintedEngineVersion) < 0) {
            found.engineVersion = hintedEngineVersion;
        }
    }

    private static boolean isVersionedBlink(Found found) {
        return found.engine.equals("Blink") && !found.name.equals("Iridium");
    }

    private static boolean isOtherOrOlder(String version, String than) {
        return PhpText.toInt(version) != PhpText.toInt(than) || PhpVersion.compare(version, than) <= 0;
    }

    private boolean isPlainChromium(String code) {
        return switch (code) {
            case "CR", "CV", "AN" -> true;
            case "CM" -> release.atLeast(6, 5, 0);
            default -> false;
        };
    }

    /** The app that embeds the browser, when it is one that is known as a browser. */
    private void applyApp(Found found, UserAgent agent) {
        Object app = agent.rules.browserHints.get(agent.hints.app());
        if (app == null || app.toString().isEmpty() || app.equals(found.name)) return;
        found.name = app.toString();
        found.version = "";
        found.code = names.code(found.name);
        if (CHROME.matcher(agent.subject.text()).find()) {
            found.engine = "Blink";
            found.family = found.code == null ? null : names.family(found.code);
            if (found.family == null) found.family = "Chrome";
            found.engineVersion = engines.version(agent, found.engine);
        }
    }

    private void correct(Found found) {
        if (found.name.equals("Flow Browser") && found.engine.equals("Blink")) found.engineVersion = "";
        if (found.name.equals("Every Browser")
                || (found.name.equals("TV-Browser Internet") && found.engine.equals("Gecko"))) {
            found.family = "Chrome";
            found.engine = "Blink";
            found.engineVersion = "";
        }
        boolean byEngine = release.atLeast(6, 4, 8) || (release.atLeast(6, 4, 2) && found.name.equals("Wolvic"));
        if (byEngine && FAMILY_BY_ENGINE.contains(found.name)) {
            if (found.engine.equals("Blink")) found.family = "Chrome";
            if (found.engine.equals("Gecko")) found.family = "Firefox";
        }
    }
}
