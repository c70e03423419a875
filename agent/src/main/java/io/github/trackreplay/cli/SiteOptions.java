/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.sink.HostFilter;
import io.github.trackreplay.sink.SiteFilter;
import io.github.trackreplay.validate.AgentSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** Of which sites an import takes requests, and sent to which hosts. */
final class SiteOptions {
    private static final String ALL = "all";

    @Option(
            names = "--idsite",
            split = ",",
            paramLabel = "N",
            description =
                    "Import only requests of this site of Matomo; repeatable; all for every one. Others are skipped "
                            + "(other-site); reprocess --sites brings them later. Default: all, or with -f those of its sink")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--not-idsite",
            split = ",",
            paramLabel = "N",
            description = "Import no requests of this site of Matomo; repeatable.")
    private List<String> not = new ArrayList<>();

    @Option(
            names = "--hosts",
            paramLabel = "HOSTS",
            description =
                    "Import only requests that browsers sent to these hosts (stats.example,*.shop.example; -www.example for "
                            + "all but it; all), as the log has them, where several Matomo stand behind the same frontends. Others "
                            + "are skipped (other-host, no-host); reprocess --hosts brings them later. Default: all, or with -f "
                            + "those of its sink")
    private String called = "";

    private SiteFilter ofAgent = SiteFilter.ALL;

    /** Takes what an agent's sink has, where the command line does not say otherwise. */
    void byDefault(AgentSettings agent, Predicate<String> given) {
        boolean named = given.test("--idsite") || given.test("--not-idsite");
        SiteFilter sites = named ? SiteFilter.ALL : ofSink(agent, "sites", SiteFilter::parse, SiteFilter.ALL);
        ofAgent = sites.of(ofSink(agent, "hosts", HostFilter::parse, HostFilter.ALL));
    }

    private static <T> T ofSink(AgentSettings agent, String name, Function<List<String>, T> parse, T none) {
        String text = AgentDatabase.sink(agent)
                .flatMap(sink -> agent.text(sink, name))
                .orElse("")
                .trim();
        try {
            return text.isEmpty() ? none : parse.apply(SiteFilter.words(text));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    agent.path() + ": the sink's " + name + " '" + text + "' " + e.getMessage(),
                    e);
        }
    }

    /** What is chosen by the command line, else by the agent. */
    SiteFilter chosen() {
        boolean every = only.equals(List.of(ALL));
        SiteFilter sites = only.isEmpty() && not.isEmpty()
                ? ofAgent
                : new SiteFilter(every ? Set.of() : numbers("--idsite", only), numbers("--not-idsite", not));
        return sites.of(called.isEmpty() ? ofAgent.hosts() : hosts(called));
    }

    /** @throws CommandFailure if {@code --hosts} names none */
    static HostFilter hosts(String text) {
        return named("--hosts", text, HostFilter.ALL, HostFilter::parse);
    }

    /** @throws CommandFailure if {@code --sites} names none */
    static SiteFilter sites(String text) {
        return named("--sites", text, SiteFilter.ALL, SiteFilter::parse);
    }

    private static <T> T named(String option, String text, T all, Function<List<String>, T> parse) {
        try {
            return text.trim().equals(ALL) ? all : parse.apply(SiteFilter.words(text));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, option + ": '" + text + "' " + e.getMessage(), e);
        }
    }

    private static Set<Integer> numbers(String option, List<String> words) {
        try {
            return SiteFilter.numbers(words);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, option + ": " + e.getMessage(), e);
        }
    }
}
