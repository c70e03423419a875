/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.rule;

import io.github.trackreplay.device.definition.Release;
import io.github.trackreplay.device.match.Match;
import io.github.trackreplay.device.match.PhpText;
import io.github.trackreplay.device.match.PhpVersion;
import io.github.trackreplay.device.match.Subject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Finds a browser's engine and its version. Thread-safe. */
final class Engines {
    private static final List<String> NAMES = List.of(
            "WebKit",
            "Blink",
            "Trident",
            "Text-based",
            "Dillo",
            "iCab",
            "Elektra",
            "Presto",
            "Clecko",
            "Gecko",
            "KHTML",
            "NetFront",
            "Edge",
            "NetSurf",
            "Servo",
            "Goanna",
            "EkiohFlow",
            "Arachne",
            "LibWeb",
            "Maple",
            "ArkWeb");
    private static final Pattern GECKO = Pattern.compile(
            "[ ](?:rv[: ]([0-9.]+)).*(?:g|cl)ecko/[0-9]{8,10}", Pattern.CASE_INSENSITIVE | Pattern.UNIX_LINES);

    private final Release release;
    private final Map<String, Pattern> versionPatterns = new ConcurrentHashMap<>();

    Engines(Release release) {
        this.release = release;
    }

    /** The engine of a browser; empty when unknown. */
    String engine(UserAgent agent, ClientRule rule, String browserVersion) {
        String engine = rule.engine();
        for (Map.Entry<String, String> from : rule.engines()) {
            if (PhpVersion.compare(browserVersion, from.getKey()) >= 0) engine = from.getValue();
        }
        if (!PhpText.isEmpty(engine)) return engine;
        Match<String> match = agent.first(agent.rules.engines);
        if (match == null) return "";
        String name = match.fill(match.value());
        return NAMES.stream()
                .filter(known -> known.equalsIgnoreCase(name))
                .findFirst()
                .orElse("");
    }

    /** The version of an engine in the user agent; empty when it is not there. */
    String version(UserAgent agent, String engine) {
        if (PhpText.isEmpty(engine)) return "";
        String text = agent.subject.text();
        if (engine.equals("Gecko") || engine.equals("Clecko")) {
            Matcher gecko = GECKO.matcher(text);
            if (gecko.find()) return gecko.group(1);
        }
        Matcher matcher =
                versionPatterns.computeIfAbsent(engine, this::versionPattern).matcher(text);
        return matcher.find() ? Subject.decode(matcher.group(matcher.groupCount())) : "";
    }

    private Pattern versionPattern(String engine) {
        String separator = release.atLeast(6, 4, 2) ? "[/_]" : "/";
        String regex = "(?:" + token(engine) + ")\\s*" + separator
                + "?\\s*((?=\\d+\\.\\d)\\d+[.\\d]*|(?!\\d+\\.\\d)\\d{1,7}(?=(?:\\D|$)))";
        try {
            return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNIX_LINES);
        } catch (PatternSyntaxException e) {
            return Pattern.compile("(?!)");
        }
    }

    private String token(String engine) {
        return switch (engine) {
            case "Blink" -> release.atLeast(6, 4, 2) ? "Chr[o0]me|Chromium|Cronet" : "Chr[o0]me|Cronet";
            case "Arachne" -> "Arachne\\/5\\.";
            case "LibWeb" -> "LibWeb\\+LibJs";
            default -> engine;
        };
    }
}
