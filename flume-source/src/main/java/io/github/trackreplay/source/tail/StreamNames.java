/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.StreamName;
import io.github.trackreplay.source.rotation.RotationName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Says which stream a file belongs to, by its name without rotation suffix. A stream has one live file: of several logs
 * that match a stream without {@code %{basename}} in its name, only the first is read, and the listener is told.
 */
public final class StreamNames {
    /** Stands for the name of the live file. */
    public static final String BASENAME = "%{basename}";

    private final String template;
    private final TailListener listener;
    private final Set<String> reported = new HashSet<>();

    /** @param template the stream's name as configured */
    public StreamNames(String template, TailListener listener) {
        this.template = template;
        this.listener = listener;
    }

    /** The files of each stream. */
    public Map<String, List<FoundFile>> group(List<FoundFile> files) {
        Map<String, List<FoundFile>> byBase = byBase(files);
        Map<String, List<FoundFile>> streams = new LinkedHashMap<>();
        if (template.contains(BASENAME)) {
            byBase.forEach((base, group) -> {
                String stream = template.replace(BASENAME, base);
                if (isRefused(stream)) {
                    return;
                }
                streams.put(stream, ofOneDirectory(stream, group));
            });
        } else if (!byBase.isEmpty()) {
            if (byBase.size() > 1 && reported.add(template)) {
                listener.severalLiveFiles(template, List.copyOf(byBase.keySet()));
            }
            streams.put(
                    template,
                    ofOneDirectory(template, byBase.values().iterator().next()));
        }
        return streams;
    }

    /** Collectors take no stream of such a name, so nothing is read. */
    private boolean isRefused(String stream) {
        Optional<String> problem = StreamName.problem(stream);
        if (problem.isPresent() && reported.add(stream)) {
            listener.unusableName(StreamName.shown(stream), problem.get());
        }
        return problem.isPresent();
    }

    /** The names of the live files that files belong to, in order. */
    static Map<String, List<FoundFile>> byBase(List<FoundFile> files) {
        Map<String, List<FoundFile>> byBase = new TreeMap<>();
        for (FoundFile file : files) {
            String base = RotationName.of(file.path().getFileName().toString()).base();
            byBase.computeIfAbsent(base, b -> new ArrayList<>()).add(file);
        }
        List<String> bases = new ArrayList<>(byBase.keySet());
        bases.sort(Comparator.comparingInt(String::length).reversed());
        for (String longer : bases) {
            shorter(longer, byBase.keySet())
                    .ifPresent(shorter -> byBase.computeIfAbsent(shorter, b -> new ArrayList<>())
                            .addAll(byBase.remove(longer)));
        }
        return byBase;
    }

    /** The name that another one goes on from: access.log.old, access.log-before-upgrade. */
    private static Optional<String> shorter(String longer, Set<String> bases) {
        return IntStream.range(1, longer.length())
                .filter(i -> ".-_~".indexOf(longer.charAt(i)) >= 0)
                .mapToObj(i -> longer.substring(0, i))
                .filter(bases::contains)
                .findFirst();
    }

    /** Two live files of one name in two directories are two logs. */
    private List<FoundFile> ofOneDirectory(String stream, List<FoundFile> group) {
        Map<Object, FoundFile> live = new LinkedHashMap<>();
        for (FoundFile file : group) {
            RotationName name = RotationName.of(file.path().getFileName().toString());
            if (name.age() == 0
                    && name.date().isEmpty()
                    && name.base().equals(file.path().getFileName().toString())) {
                live.putIfAbsent(file.key(), file);
            }
        }
        List<Path> directories =
                live.values().stream().map(FoundFile::directory).distinct().toList();
        if (directories.size() < 2) {
            return group;
        }
        if (reported.add(stream)) {
            listener.severalLiveFiles(
                    stream,
                    live.values().stream().map(file -> file.path().toString()).toList());
        }
        return group.stream()
                .filter(file -> file.directory().equals(directories.get(0)))
                .toList();
    }
}
