/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.rule;

import io.github.trackreplay.device.OperatingSystem;
import io.github.trackreplay.device.definition.Codes;
import io.github.trackreplay.device.definition.LibraryRelease;
import io.github.trackreplay.device.match.Match;
import io.github.trackreplay.device.match.PhpText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the operating system: what the client hints say, corrected by what the user agent says in more detail. */
final class OsDetection {
    private static final Set<String> ANDROID_APPS = Set.of(
            "com.hisense.odinbrowser",
            "com.seraphic.openinet.pre",
            "com.appssppa.idesktoppcbrowser",
            "every.browser.inc");

    private final LibraryRelease release;
    private final Versions versions;
    private final Map<String, String> nameByCode;
    private final Map<String, String> codeByName;
    private final Map<String, String> codeByLowerName = new HashMap<>();
    private final Map<String, String> nameByFuzzyName = new HashMap<>();
    private final Map<String, String> familyByCode;
    private final Map<String, String> nameByHint = new LinkedHashMap<>();
    private final Set<String> desktopFamilies = new HashSet<>();
    private final Map<String, String> fireVersions;
    private final Map<String, String> lineageVersions;

    /** A system as one source has it; all empty when it has none. */
    private record Found(String name, String code, String version) {
        static final Found NOTHING = new Found("", "", "");

        Found version(String other) {
            return new Found(name, code, other);
        }
    }

    OsDetection(Codes codes, LibraryRelease release, Versions versions) {
        this.release = release;
        this.versions = versions;
        nameByCode = codes.byKey("os");
        codeByName = codes.byValue("os");
        for (Codes.Entry entry : codes.table("os")) {
            codeByLowerName.putIfAbsent(PhpText.lower(entry.value()), entry.key());
            nameByFuzzyName.putIfAbsent(fuzzy(entry.value()), entry.value());
        }
        familyByCode = codes.byValue("os-family");
        codes.table("os-hint").forEach(e -> nameByHint.putIfAbsent(PhpText.lower(e.value()), e.key()));
        codes.table("desktop-family").forEach(e -> desktopFamilies.add(e.key()));
        fireVersions = codes.byKey("fire-version");
        lineageVersions = codes.byKey("lineage-version");
    }

    /** The system, or null. */
    @Nullable
    OperatingSystem detect(UserAgent agent) {
        Found hinted = fromHints(agent.hints);
        UserAgent readable = release.atLeast(6, 4, 2) ? FrozenUserAgent.restored(agent) : agent;
        Found parsed = fromUserAgent(readable);
        Found found = hinted.name().isEmpty() ? parsed : corrected(hinted, parsed);
        if (found.name().isEmpty()) return null;
        String family = family(found.code());
        if (isAndroidApp(agent.hints) && !found.name().equals("Android")) {
            found = new Found("Android", "ADR", "");
            family = "Android";
        }
        if (agent.hints.app().equals("org.lineageos.jelly") && !found.name().equals("Lineage OS")) {
            found = new Found("Lineage OS", "LEN", mapped(lineageVersions, found.version()));
            family = "Android";
        }
        if (agent.hints.app().equals("org.mozilla.tv.firefox") && !found.name().equals("Fire OS")) {
            found = new Found("Fire OS", "FIR", mapped(fireVersions, found.version()));
            family = "Android";
        }
        String code = codeByName.getOrDefault(found.name(), found.code());
        return new OperatingSystem(code, found.name(), found.version(), family);
    }

    /** The family of a system by its name or short code; null when it has none. */
    @Nullable
    String family(String nameOrCode) {
        return familyByCode.get(codeByName.getOrDefault(nameOrCode, nameOrCode));
    }

    boolean isDesktop(String name) {
        String family = family(name);
        return family != null && desktopFamilies.contains(family);
    }

    private static boolean isAndroidApp(Hints hints) {
        return ANDROID_APPS.contains(hints.app());
    }

    private Found fromHints(Hints hints) {
        if (PhpText.isEmpty(hints.platform())) return Found.NOTHING;
        String platform = nameByHint.getOrDefault(PhpText.lower(hints.platform()), hints.platform());
        String name = nameByFuzzyName.getOrDefault(fuzzy(platform), "");
        String version = hints.platformVersion();
        if (name.equals("Windows")) version = windowsVersion(version);
        boolean keepsZero = release.atLeast(6, 4, 2) && (name.equals("Windows") || version.equals("0.0.0"));
        if (!keepsZero && PhpText.toInt(version) == 0) version = "";
        return new Found(name, codeByName.getOrDefault(name, ""), versions.of(PhpText.trim(version)));
    }

    /** Browsers number Windows by its API level: 1 to 10 is Windows 10, from 13 on Windows 11, 0.x the older ones. */
    private String windowsVersion(String version) {
        long major = PhpText.toInt(version);
        if (major > 10) return "11";
        if (major > 0) return "10";
        if (major < 0 || !release.atLeast(6, 4, 2)) return version;
        int dot = version.indexOf('.');
        long minor = dot < 0 ? 0 : PhpText.toInt(version.substring(dot + 1));
        return minor == 1 ? "7" : minor == 2 ? "8" : minor == 3 ? "8.1" : version;
    }

    private Found fromUserAgent(UserAgent agent) {
        Match<OsRule> match = agent.first(agent.rules.systems);
        if (match == null) return Found.NOTHING;
        OsRule rule = match.value();
        Found found = named(match.fill(Objects.requireNonNullElse(rule.name(), "")), "");
        if (rule.version() != null) found = found.version(versions.of(match.fill(rule.version())));
        Match<OsRule> detail = rule.versions() == null ? null : agent.first(rule.versions());
        if (detail == null) return found;
        if (detail.value().name() != null)
            found = named(detail.fill(detail.value().name()), found.version());
        if (detail.value().version() != null) {
            found = found.version(versions.of(detail.fill(detail.value().version())));
        }
        return found;
    }

    private Found named(String name, String version) {
        String code = codeByLowerName.get(PhpText.lower(name));
        return code == null
                ? new Found(name, "UNK", version)
                : new Found(nameByCode.getOrDefault(code, name), code, version);
    }

    private Found corrected(Found hinted, Found parsed) {
        String name = hinted.name();
        String version = hinted.version();
        String code = hinted.code();
        if (PhpText.isEmpty(version) && Objects.equals(family(name), family(parsed.name()))) {
            version = parsed.version();
        }
        if (release.atLeast(6, 4, 2) && name.equals("Windows") && version.equals("0.0.0")) {
            version = parsed.version().equals("10") ? "" : parsed.version();
        }
        if (name.equals(family(parsed.name())) && !parsed.name().equals(name)) {
            name = parsed.name();
            version = versionOfMember(name, version, hinted, parsed);
        }
        if (name.equals("GNU/Linux")
                && (parsed.name().equals("Chrome OS") && hinted.version().equals(parsed.version()))) {
            name = parsed.name();
            code = parsed.code();
        }
        if (!release.atLeast(6, 4, 2)) return new Found(name, code, version);
        if (name.equals("Android") && parsed.name().equals("Chrome OS")) return parsed.version("");
        if (name.equals("GNU/Linux") && parsed.name().equals("Meta Horizon")) return parsed.version(version);
        return new Found(name, code, version);
    }

    /** The version when the user agent names a member of the family that the hints name. */
    private String versionOfMember(String name, String version, Found hinted, Found parsed) {
        return switch (name) {
            case "HarmonyOS" -> release.atLeast(6, 0, 4) ? "" : version;
            case "LeafOS" -> release.atLeast(6, 4, 2) ? "" : version;
            case "PICO OS" -> release.atLeast(6, 3, 1) ? parsed.version() : version;
            case "Puffin OS" -> release.atLeast(6, 5, 2) ? parsed.version() : version;
            case "Fire OS" -> fireVersion(version, hinted);
            default -> version;
        };
    }

    private String fireVersion(String version, Found hinted) {
        boolean kept = !release.atLeast(6, 2, 1)
                || (release.atLeast(6, 4, 2) && PhpText.isEmpty(hinted.version()))
                || (!release.atLeast(6, 3, 1) && mapped(fireVersions, version).isEmpty());
        return kept ? version : mapped(fireVersions, version);
    }

    /** A version of Android as that of the system built on it: by the whole version, else by its first number. */
    private static String mapped(Map<String, String> table, String version) {
        String exact = table.get(version);
        return exact != null ? exact : table.getOrDefault(Long.toString(PhpText.toInt(version)), "");
    }

    private static String fuzzy(String name) {
        return PhpText.lower(name).replace(" ", "");
    }
}
