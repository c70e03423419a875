/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.mysql.matomo.DirectMatomo;
import io.github.trackreplay.mysql.matomo.IniFile;
import io.github.trackreplay.mysql.matomo.LoadedDefinitions;
import io.github.trackreplay.mysql.matomo.MatomoHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Checks the directory of the Matomo that a MySqlSink replays into: whether it is whole, and no longer records by itself. */
final class MatomoHomeCheck {
    private final Component sink;
    private final Findings findings;

    /**
     * One that serves.
     *
     * @param configuration of the moment at which it was looked at
     */
    record ReadHome(MatomoHome home, IniFile configuration) {}

    MatomoHomeCheck(Component sink, Findings findings) {
        this.sink = sink;
        this.findings = findings;
    }

    /** What is at hand, read once; says what is wrong with it. */
    Optional<ReadHome> run() {
        String text = sink.text("matomoHome");
        if (text.isEmpty()) {
            findings.warningSaidByComponent(
                    sink.prefix() + "matomoHome",
                    "is not set, so devices cannot be told apart, Matomo's salt and options are the defaults, and whether "
                            + "its own tracker still records cannot be checked.");
            return Optional.empty();
        }
        Path directory = Path.of(text);
        if (!Files.isDirectory(directory)) {
            return Optional.empty(); // the sink itself says so
        }
        MatomoHome home = MatomoHome.at(directory);
        try {
            MatomoHome.Reading reading = home.reading();
            if (reading.problem().isEmpty()) {
                checkRecording(reading.settings());
                checkSections(reading.settings());
                LoadedDefinitions.missing(home)
                        .ifPresent(sentence -> findings.warningSaidByComponent(sink.prefix() + "matomoHome", sentence));
                return Optional.of(new ReadHome(home, reading.settings()));
            }
            findings.hindrance(sink.prefix() + "matomoHome", reading.problem().get());
        } catch (IOException e) {
            findings.hindrance(
                    sink.prefix() + "matomoHome",
                    "has a configuration that cannot be read: " + UnreadableFile.reason(e) + ".");
        }
        return Optional.empty();
    }

    private void checkRecording(IniFile configuration) {
        boolean allowed = sink.text("liveTracker").equalsIgnoreCase("allowed");
        if (DirectMatomo.records(configuration) && !allowed) {
            String records = configuration.text("Tracker", "record_statistics").orElse("1");
            findings.hindrance(
                    sink.prefix() + "liveTracker",
                    "Matomo's own tracker records too (record_statistics = " + records + "), so every request would be "
                            + "counted twice. Set record_statistics = 0 in the section [Tracker] of config/config.ini.php, or "
                            + "liveTracker = allowed here if this log holds only what Matomo did not record.");
        }
    }

    /** A second section replaces the first one, all of it, which nobody means who adds a line. */
    private void checkSections(IniFile configuration) {
        for (String section : configuration.repeatedSections()) {
            findings.warning(
                    sink.prefix() + "matomoHome",
                    "the section [" + section
                            + "] stands twice in a configuration file: Matomo uses the last one alone. "
                            + "Put the lines into one section.");
        }
    }
}
