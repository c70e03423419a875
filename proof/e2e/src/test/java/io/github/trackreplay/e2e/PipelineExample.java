/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.quickstart.AgentProcess;
import io.github.trackreplay.quickstart.DemoSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configuration of {@code conf-examples/pipelines} as its user changes it: with a test's database, directory and ports. Whatever is to be
 * changed must be there.
 */
final class PipelineExample {
    /** What shippers must send to an http source. */
    static final String TOKEN = "let-me-in-1";

    private final Path directory;
    private String text;

    /** @param directory where the agent's state and the configuration go */
    PipelineExample(String name, Path directory, DemoSite site) throws IOException {
        this.directory = directory;
        this.text = Files.readString(Path.of("../../conf-examples/pipelines").resolve(name));
        change("/var/lib/trackreplay", directory.resolve("lib").toString());
        change("jdbc:mysql://127.0.0.1:3306/matomo", site.url());
        change("user = trackreplay", "user = " + site.user());
        text = text.replaceAll("(?m)^matomo.sinks.tables.matomoHome.*$", "");
        line("matomo.sinks.tables.createTables = true");
        line("matomo.sinks.tables.pipelineIdle = 2 s");
    }

    PipelineExample change(String what, String to) {
        assertThat(text).contains(what);
        text = text.replace(what, to);
        return this;
    }

    PipelineExample line(String setting) {
        text = text + "\n" + setting;
        return this;
    }

    /** What it says of something, by the begin of its settings. */
    List<String> lines(String prefix) {
        List<String> lines =
                text.lines().filter(line -> line.startsWith(prefix)).toList();
        assertThat(lines).isNotEmpty();
        return lines;
    }

    /** Without the settings that begin so. */
    PipelineExample without(String prefix) {
        lines(prefix).forEach(line -> text = text.replace(line + "\n", ""));
        return this;
    }

    /** With another value of a setting that is there. */
    PipelineExample set(String setting, String value) {
        Matcher found =
                Pattern.compile("(?m)^(" + Pattern.quote(setting) + " = ).*$").matcher(text);
        assertThat(found.find()).as(setting).isTrue();
        text = found.replaceAll("$1" + Matcher.quoteReplacement(value));
        return this;
    }

    /** With names of channel and sink that no other example has, for {@link #together}. */
    PipelineExample named(String name) {
        text = text.replaceAll("\\brequests\\b", "requests-" + name).replaceAll("\\btables\\b", "tables-" + name);
        return this;
    }

    /** One agent with all that some examples have. */
    static Path together(Path file, Collection<PipelineExample> examples) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String kind : List.of("sources", "channels", "sinks")) {
            Pattern names = Pattern.compile("(?m)^matomo\\." + kind + " = (.*)$");
            all.append("matomo.").append(kind).append(" =");
            for (PipelineExample example : examples) {
                Matcher found = names.matcher(example.text);
                assertThat(found.find()).isTrue();
                all.append(' ').append(found.group(1));
            }
            all.append('\n');
        }
        for (PipelineExample example : examples) {
            all.append(example.text.replaceAll("(?m)^matomo\\.(sources|channels|sinks) = .*$", ""))
                    .append('\n');
        }
        return Files.writeString(file, all);
    }

    /** @param name of the file, without its ending */
    Path write(String name) throws IOException {
        return Files.writeString(directory.resolve(name + ".conf"), text + "\n");
    }

    /** An agent with the example's database, not started. */
    static AgentProcess agent(Path home, Path log, DemoSite site) throws IOException {
        return new AgentProcess(
                home,
                log,
                Map.of(
                        "TRACKREPLAY_PASSWORD",
                        site.password(),
                        "TRACKREPLAY_HTTP_TOKEN",
                        TOKEN,
                        "TRACKREPLAY_OPTS",
                        Agent.QUICK_START));
    }
}
