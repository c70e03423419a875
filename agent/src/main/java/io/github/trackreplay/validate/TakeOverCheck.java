/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.source.tail.FilePatterns;
import io.github.trackreplay.source.tail.FoundFile;
import io.github.trackreplay.source.tail.GlobFinder;
import io.github.trackreplay.source.tail.StartAt;
import io.github.trackreplay.source.tail.StreamNames;
import io.github.trackreplay.source.tail.TailListener;
import io.github.trackreplay.takeover.Begin;
import io.github.trackreplay.takeover.LogOnDisk;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/** Shows where each log would begin if the source took over now from another tail. */
final class TakeOverCheck {
    private final Component source;
    private final Findings findings;

    TakeOverCheck(Component source, Findings findings) {
        this.source = source;
        this.findings = findings;
    }

    void run() {
        StartAt startAt;
        try {
            startAt = StartAt.parse(source.settings().getOrDefault("startAt", "beginning"));
        } catch (IllegalArgumentException e) {
            return; // SettingsCheck has said it
        }
        if (startAt instanceof StartAt.TakenOver other) {
            List<FoundFile> files = new GlobFinder(
                            FilePatterns.of(source.settings().getOrDefault("files", "")))
                    .find()
                    .files();
            String template = source.settings().getOrDefault("stream", "").trim();
            new StreamNames(template, new TailListener() {})
                    .group(files)
                    .forEach((stream, logs) -> show(stream, logs, other));
        }
    }

    private void show(String stream, List<FoundFile> files, StartAt.TakenOver other) {
        List<LogOnDisk> oldestFirst = files.stream()
                .filter(file -> file.size() > 0)
                .sorted(Comparator.comparingLong(FoundFile::modified))
                .map(file -> new LogOnDisk(file.path(), file.key(), file.size()))
                .toList();
        try {
            for (Begin begin : other.from().plan(oldestFirst)) {
                findings.note("stream " + stream + ": " + begin.sentence());
            }
        } catch (IOException e) {
            findings.hindrance(
                    source.prefix() + "startAt",
                    "nobody can tell where to begin with stream " + stream + ". " + e.getMessage());
        }
    }
}
