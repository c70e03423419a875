/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.rule;

import io.github.trackreplay.device.definition.LibraryRelease;
import io.github.trackreplay.device.match.Expression;
import io.github.trackreplay.device.match.Match;
import io.github.trackreplay.device.match.PhpText;
import io.github.trackreplay.device.match.PhpVersion;
import io.github.trackreplay.device.match.Subject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

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
    private static final Expression GECKO = Expression.of("[ ](?:rv[: ]([0-9.]+)).*(?:g|cl)ecko/[0-9]{8,10}");

    private final LibraryRelease release;
    private final Map<String, Expression> versionPatterns = new ConcurrentHashMap<>();

    Engines(LibraryRelease release) {
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
        if (engine.equals("Gecko") || engine.equals("Clecko")) {
            Optional<String> version = GECKO.lastGroup(agent.subject);
            if (version.isPresent()) return version.get();
        }
        Expression pattern = versionPatterns.computeIfAbsent(engine, this::versionPattern);
        return pattern.lastGroup(agent.subject).map(Subject::decode).orElse("");
    }

    private Expression versionPattern(String engine) {
        String separator = release.atLeast(6, 4, 2) ? "[/_]" : "/";
        return Expression.of("(?:" + token(engine) + ")\\s*" + separator
                + "?\\s*((?=\\d+\\.\\d)\\d+[.\\d]*|(?!\\d+\\.\\d)\\d{1,7}(?=(?:\\D|$)))");
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
