/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.rule;

import io.github.trackreplay.device.definition.LibraryRelease;
import io.github.trackreplay.device.match.PhpText;
import io.github.trackreplay.device.match.PhpVersion;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** Completes the browser that client hints name by the one that the user agent names. The order of the steps matters. */
final class BrowserMerge {
    private static final Pattern IRIDIUM_VERSION = Pattern.compile("202[0-4]");
    private static final Set<String> IRIDIUM_VERSIONS = Set.of("2021.12", "2022", "2022.04");

    /** Browsers whose version is the user agent's: their hints carry that of the engine. */
    private static final Set<String> VERSION_FROM_USER_AGENT = Set.of("A0", "AL", "HP", "JR", "MU", "OM", "OP", "VR");

    private final BrowserNames names;
    private final LibraryRelease release;

    BrowserMerge(BrowserNames names, LibraryRelease release) {
        this.names = names;
        this.release = release;
    }

    /** Completes {@code found}, which comes from the hints and has a name and a version. */
    void complete(FoundBrowser found, FoundBrowser parsed) {
        String hintedVersion = found.version;
        String hintedEngineVersion = found.engineVersion;
        renameByVersion(found, parsed);
        if (takesVersionOf(found, parsed)) found.version = parsed.version;
        if (found.name.equals("Vewd Browser") && release.atLeast(6, 3, 0)) found.engineOf(parsed);
        preferNewerEngine(found, parsed);
        replaceVagueName(found, parsed);
        if (parsed.name.equals(found.name + " Mobile")) found.nameOf(parsed);
        if (parsed.name.equals(found.name) || Objects.equals(names.family(found.name), names.family(parsed.name))) {
            found.engineOf(parsed);
        }
        if (isMoreDetailed(parsed, found)) found.version = parsed.version;
        if (found.name.equals("DuckDuckGo Privacy Browser") && release.atLeast(6, 3, 0)) found.version = "";
        if (!release.atLeast(6, 4, 2) || !isVersionedBlink(found)) return;
        if (PhpVersion.compare(found.engineVersion, hintedVersion) < 0) found.engineVersion = hintedVersion;
        if (hintsTellEngine() && PhpVersion.compare(parsed.engineVersion, hintedEngineVersion) < 0) {
            found.engineVersion = hintedEngineVersion;
        }
    }

    /** Two browsers give themselves away by the version that their hints carry. */
    private void renameByVersion(FoundBrowser found, FoundBrowser parsed) {
        boolean byPattern = release.atLeast(6, 3, 0);
        boolean listed = release.atLeast(6, 0, 3) && IRIDIUM_VERSIONS.contains(found.version);
        if (byPattern ? IRIDIUM_VERSION.matcher(found.version).lookingAt() : listed) {
            found.name = "Iridium";
            found.code = "I1";
            if (!byPattern) found.engineOf(parsed);
        }
        if (release.atLeast(6, 3, 1) && found.version.startsWith("15") && parsed.version.startsWith("114")) {
            found.name = "360 Secure Browser";
            found.code = "3B";
            found.engineOf(parsed);
        }
    }

    private boolean takesVersionOf(FoundBrowser found, FoundBrowser parsed) {
        if (release.atLeast(6, 4, 0)) {
            return !PhpText.isEmpty(parsed.version) && VERSION_FROM_USER_AGENT.contains(found.code);
        }
        return release.atLeast(6, 0, 3) && (found.name.equals("Atom") || found.name.equals("Huawei Browser"));
    }

    private void preferNewerEngine(FoundBrowser found, FoundBrowser parsed) {
        if (hintsTellEngine()
                && isVersionedBlink(found)
                && parsed.engine.equals(found.engine)
                && PhpVersion.compare(parsed.engineVersion, found.engineVersion) > 0) {
            found.engineVersion = parsed.engineVersion;
        }
    }

    /** Hints that say no more than Chromium yield to a browser that the user agent names. */
    private void replaceVagueName(FoundBrowser found, FoundBrowser parsed) {
        boolean vague =
                found.name.equals("Chromium") || (found.name.equals("Chrome Webview") && release.atLeast(6, 4, 1));
        if (!vague || PhpText.isEmpty(parsed.name) || isPlainChromium(parsed)) return;
        found.nameOf(parsed);
        if (!hintsTellEngine() || isOtherOrOlder(found.version, parsed.version)) found.version = parsed.version;
    }

    private boolean isPlainChromium(FoundBrowser parsed) {
        if (!release.atLeast(6, 4, 1)) return parsed.name.equals("Chromium");
        return switch (parsed.code) {
            case "CR", "CV", "AN" -> true;
            case "CM" -> release.atLeast(6, 5, 0);
            default -> false;
        };
    }

    private boolean isMoreDetailed(FoundBrowser parsed, FoundBrowser found) {
        return (release.atLeast(6, 4, 0) || parsed.name.equals(found.name))
                && !PhpText.isEmpty(parsed.version)
                && parsed.version.startsWith(found.version)
                && PhpVersion.compare(found.version, parsed.version) < 0;
    }

    private boolean hintsTellEngine() {
        return release.atLeast(6, 5, 2);
    }

    private static boolean isVersionedBlink(FoundBrowser found) {
        return found.engine.equals("Blink") && !found.name.equals("Iridium");
    }

    private static boolean isOtherOrOlder(String version, String than) {
        return PhpText.toInt(version) != PhpText.toInt(than) || PhpVersion.compare(version, than) <= 0;
    }
}
