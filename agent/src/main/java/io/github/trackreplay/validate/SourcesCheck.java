/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.source.tail.FilePatterns;
import io.github.trackreplay.source.tail.FoundFile;
import io.github.trackreplay.source.tail.GlobFinder;
import io.github.trackreplay.source.tail.StreamNames;
import io.github.trackreplay.source.tail.TailListener;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Checks that no two AccessLogSources of an agent have one stream or one log: two under one name would get into each other's
 * chain, and a log under two names would count twice.
 */
final class SourcesCheck {
    private final List<Component> sources;
    private final Findings findings;

    SourcesCheck(List<Component> sources, Findings findings) {
        this.sources = sources;
        this.findings = findings;
    }

    void run() {
        for (int i = 0; i < sources.size(); i++) {
            for (int j = i + 1; j < sources.size(); j++) {
                compare(sources.get(i), sources.get(j));
            }
        }
    }

    private void compare(Component one, Component other) {
        Set<String> streams = streams(one);
        streams.retainAll(streams(other));
        if (!streams.isEmpty()) {
            findings.problem(
                    other.prefix() + "stream",
                    "source '" + one.name() + "' has the stream " + quoted(streams)
                            + " too. A stream is one frontend's log: give each source a name of its own, or let one source"
                            + " read it.");
        }
        sharedLog(one, other)
                .ifPresent(log -> findings.problem(
                        other.prefix() + "files",
                        "source '" + one.name() + "' reads " + log
                                + " too, so its requests would count twice. Let one source read it."));
    }

    private static String quoted(Set<String> streams) {
        return String.join(", ", streams.stream().map(s -> "'" + s + "'").toList());
    }

    /** The streams that a source has now, and the one that it is configured for. */
    private static Set<String> streams(Component source) {
        String template = source.settings().getOrDefault("stream", "").trim();
        Set<String> streams = new TreeSet<>(new StreamNames(template, new TailListener() {})
                .group(files(source))
                .keySet());
        if (!template.isEmpty() && !template.contains(StreamNames.BASENAME)) {
            streams.add(template);
        }
        return streams;
    }

    /** A file that both read, or else a pattern that both have though nothing matches it yet. */
    private static Optional<String> sharedLog(Component one, Component other) {
        Set<Object> keys = new HashSet<>();
        files(one).forEach(file -> keys.add(file.key()));
        Optional<String> file = files(other).stream()
                .filter(found -> keys.contains(found.key()))
                .map(found -> found.path().toString())
                .findFirst();
        return file.or(() -> patterns(other).stream()
                .filter(patterns(one)::contains)
                .findFirst()
                .map(pattern -> "'" + pattern + "'"));
    }

    private static List<FoundFile> files(Component source) {
        return new GlobFinder(patterns(source)).find().files();
    }

    private static List<String> patterns(Component source) {
        return FilePatterns.of(source.settings().getOrDefault("files", ""));
    }
}
