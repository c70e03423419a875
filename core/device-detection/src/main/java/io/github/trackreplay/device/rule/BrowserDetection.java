/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.rule;

import io.github.trackreplay.device.Client;
import io.github.trackreplay.device.ClientType;
import io.github.trackreplay.device.UnreadableHintException;
import io.github.trackreplay.device.definition.Codes;
import io.github.trackreplay.device.definition.LibraryRelease;
import io.github.trackreplay.device.match.Expression;
import io.github.trackreplay.device.match.Match;
import io.github.trackreplay.device.match.PhpText;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the browser: what the client hints say, completed and corrected by the user agent. */
final class BrowserDetection {
    private static final Expression CHROME = Expression.of("Chrome/.+ Safari/537.36");
    /** Names in client hints after which a more telling one may follow. */
    private static final Set<String> VAGUE = Set.of("", "Chromium");

    private static final Set<String> FAMILY_BY_ENGINE = Set.of("Wolvic", "Yaani Browser");

    private final LibraryRelease release;
    private final Versions versions;
    private final BrowserNames names;
    private final Engines engines;
    private final BrowserMerge merge;

    BrowserDetection(BrowserNames names, LibraryRelease release, Versions versions) {
        this.release = release;
        this.versions = versions;
        this.names = names;
        this.engines = new Engines(release);
        this.merge = new BrowserMerge(names, release);
    }

    /** The browser, or null. */
    @Nullable
    Client detect(UserAgent agent) {
        FoundBrowser parsed = fromUserAgent(agent);
        FoundBrowser found = fromHints(agent.hints);
        if (found.name.isEmpty() || PhpText.isEmpty(found.version)) {
            found = parsed;
        } else {
            merge.complete(found, parsed);
        }
        found.family = names.family(found.code);
        applyApp(found, agent);
        if (PhpText.isEmpty(found.name) || isTestTool(agent)) return null;
        correct(found);
        return new Client(
                ClientType.BROWSER,
                found.code.isEmpty() ? null : found.code,
                found.name,
                found.version,
                found.engine,
                found.engineVersion,
                found.family);
    }

    private boolean isTestTool(UserAgent agent) {
        return release.atLeast(6, 4, 2) && (agent.text.contains("Cypress") || agent.text.contains("PhantomJS"));
    }

    private FoundBrowser fromHints(Hints hints) {
        FoundBrowser found = new FoundBrowser();
        @Nullable String version = "";
        for (Map.Entry<String, @Nullable String> brand : hints.brands().entrySet()) {
            Codes.Entry known = names.hinted(brand.getKey());
            boolean lessThanChrome = looksBeyondChrome()
                    && known != null
                    && found.name.equals("Chrome")
                    && known.value().equals("Chromium");
            if (known != null && !lessThanChrome) {
                found.name = known.value();
                found.code = known.key();
                version = brand.getValue();
            }
            boolean edge = found.name.equals("Microsoft Edge") && release.atLeast(6, 3, 1);
            boolean vague = edge || VAGUE.contains(found.name) || (looksBeyondChrome() && found.name.equals("Chrome"));
            if (!vague) break;
        }
        if (looksBeyondChrome()) engineFromHints(found, hints.brands());
        if (!hints.brands().isEmpty() && !PhpText.isEmpty(hints.fullVersion())) version = hints.fullVersion();
        if (version == null) throw new UnreadableHintException("brands");
        found.version = versions.of(PhpText.trim(version));
        return found;
    }

    /** Since that release a brand that is listed after Chrome is preferred to it, and the hints tell the engine. */
    private boolean looksBeyondChrome() {
        return release.atLeast(6, 5, 2);
    }

    private static void engineFromHints(FoundBrowser found, Map<String, @Nullable String> brands) {
        String version = brands.getOrDefault("Android WebView", brands.get("Chromium"));
        if (version == null) return;
        found.engine = "Blink";
        found.engineVersion = version;
    }

    private FoundBrowser fromUserAgent(UserAgent agent) {
        FoundBrowser found = new FoundBrowser();
        Match<ClientRule> match = agent.first(agent.rules.clients(ClientType.BROWSER));
        if (match == null) return found;
        String name = match.fill(match.value().name());
        Optional<String> code = names.code(name);
        // Upstream treats a browser without a code as an error in its definitions.
        if (code.isEmpty()) return found;
        found.name = name;
        found.code = code.get();
        found.version = versions.of(match.fill(match.value().version()));
        found.engine = engines.engine(agent, match.value(), found.version);
        found.engineVersion = engines.version(agent, found.engine);
        return found;
    }

    /** The app that embeds the browser, when it is one that is known as a browser. */
    private void applyApp(FoundBrowser found, UserAgent agent) {
        Object app = agent.rules.browserHints.get(agent.hints.app());
        if (app == null || app.toString().isEmpty() || app.equals(found.name)) return;
        found.name = app.toString();
        found.version = "";
        found.code = names.code(found.name).orElse("");
        if (CHROME.isIn(agent.subject)) {
            found.engine = "Blink";
            found.family = names.family(found.code);
            if (found.family == null) found.family = "Chrome";
            found.engineVersion = engines.version(agent, found.engine);
        }
    }

    private void correct(FoundBrowser found) {
        if (found.name.equals("Flow Browser") && found.engine.equals("Blink")) found.engineVersion = "";
        if (simulatesAnother(found)) {
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

    /** Browsers whose user agent pretends to be another one's. */
    private boolean simulatesAnother(FoundBrowser found) {
        if (found.name.equals("Every Browser")) return release.atLeast(6, 2, 1);
        boolean gecko = found.name.equals("TV-Browser Internet") && found.engine.equals("Gecko");
        return gecko && release.atLeast(6, 4, 0);
    }
}
