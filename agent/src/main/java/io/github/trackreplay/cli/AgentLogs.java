/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.option.Values;
import io.github.trackreplay.source.AccessLogSourceOptions;
import io.github.trackreplay.source.tail.FileFinder;
import io.github.trackreplay.source.tail.FoundFile;
import io.github.trackreplay.source.tail.GlobFinder;
import io.github.trackreplay.source.tail.StreamNames;
import io.github.trackreplay.source.tail.TailListener;
import io.github.trackreplay.validate.AgentSettings;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All logs that the sources of an agent would read if they began at the beginning, and how.
 *
 * @param files by stream
 * @param format as the sources' interceptors have it
 * @param paths what the sources take, tracker paths as a rule
 * @param chatbotPages whether they take pages that chatbots fetched
 * @param statuses what its sink replays; empty where it has no setting
 */
record AgentLogs(
        Map<String, List<FoundFile>> files,
        String format,
        List<String> paths,
        boolean chatbotPages,
        Optional<String> statuses) {
    private static final String INTERCEPTOR = "TrackingInterceptor$Builder";

    /** How a source reads; an import reads all of its logs in one way. */
    private record Way(String format, List<String> paths, boolean chatbotPages) {}

    /**
     * All logs of an agent.
     *
     * @param untaken gets a sentence for what its sources leave out
     * @throws CommandFailure if nothing is to be read, or not in one way
     */
    static AgentLogs of(AgentSettings settings, List<String> untaken) {
        Map<String, List<FoundFile>> files = new LinkedHashMap<>();
        Set<Way> ways = new LinkedHashSet<>();
        settings.components("AccessLogSource").forEach((name, source) -> {
            Values values = values(settings, name, source);
            StreamNames names = new StreamNames(values.get(AccessLogSourceOptions.STREAM), leftOut(untaken));
            FileFinder.Listing found = new GlobFinder(values.get(AccessLogSourceOptions.FILES)).find();
            found.hidden().forEach((path, why) -> untaken.add(path + " cannot be looked into: " + why + "."));
            names.group(found.files()).forEach((stream, group) -> {
                if (files.put(stream, List.copyOf(group)) != null) {
                    throw failure(settings, "has two sources of stream " + stream + ".");
                }
            });
            ways.add(new Way(
                    format(settings, source),
                    values.get(AccessLogSourceOptions.PATHS),
                    values.get(AccessLogSourceOptions.CHATBOT_PAGES) == AccessLogSourceOptions.ChatbotPages.ON));
        });
        if (files.isEmpty()) {
            throw failure(
                    settings,
                    ways.isEmpty()
                            ? "has no AccessLogSource, so it does not say which logs. Name them with --stream."
                            : "has sources, but their files match nothing. Name the logs with --stream.");
        }
        if (ways.size() > 1) {
            throw failure(
                    settings,
                    "has sources that differ in format, paths or chatbotPages, and an import reads all logs in one way."
                            + " Import one after the other, with --stream and --format.");
        }
        Way way = ways.iterator().next();
        return new AgentLogs(files, way.format(), way.paths(), way.chatbotPages(), statuses(settings));
    }

    private static TailListener leftOut(List<String> untaken) {
        return new TailListener() {
            @Override
            public void severalLiveFiles(String stream, List<String> names) {
                untaken.add("the patterns of stream " + stream + " match several logs: " + String.join(", ", names)
                        + ". Only " + names.get(0)
                        + " was read, as the agent does. Write %{basename} into the stream's name to"
                        + " read each as a stream of its own, or import the others with --stream.");
            }

            @Override
            public void unusableName(String stream, String why) {
                untaken.add("the log that would be stream '" + stream + "' was not read: the name " + why
                        + ". Import it with --stream under another name.");
            }
        };
    }

    private static Values values(AgentSettings settings, String name, Map<String, String> source) {
        Map<String, String> texts = new HashMap<>();
        AccessLogSourceOptions.OPTIONS
                .options()
                .forEach(option ->
                        settings.text(source, option.name()).ifPresent(text -> texts.put(option.name(), text)));
        Values values = AccessLogSourceOptions.read("", texts);
        if (!values.problems().isEmpty()) {
            throw failure(settings, "has the source " + name + ", which cannot be used: " + values.explanation());
        }
        return values;
    }

    private static String format(AgentSettings settings, Map<String, String> source) {
        for (String interceptor : source.getOrDefault("interceptors", "").trim().split("\\s+")) {
            String prefix = "interceptors." + interceptor + ".";
            if (source.getOrDefault(prefix + "type", "").endsWith(INTERCEPTOR)) {
                return settings.text(source, prefix + "format").orElse("auto");
            }
        }
        return "auto";
    }

    private static Optional<String> statuses(AgentSettings settings) {
        return AgentDatabase.sink(settings).flatMap(sink -> settings.text(sink, "statuses"));
    }

    private static CommandFailure failure(AgentSettings settings, String what) {
        return new CommandFailure(ExitCode.CONFIGURATION, settings.path() + " " + what);
    }
}
