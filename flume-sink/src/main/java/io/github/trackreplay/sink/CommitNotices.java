/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;

/** Says in the log what an operator should be told of committed transactions, and nothing twice that lasts. Not thread-safe. */
final class CommitNotices {
    /** So many things are remembered of each kind. */
    private static final int MOST_TOLD = 1_000;

    private final Logger log;
    private final Notices notices;
    private final RejectNotices rejects = new RejectNotices();
    private final Set<LinesStood.Missing> told = new HashSet<>();
    private final Set<String> toldWithoutHost = new HashSet<>();

    /** @param notices says the same again only after a while */
    CommitNotices(Logger log, Notices notices) {
        this.log = log;
        this.notices = notices;
    }

    /** @param now milliseconds since 1970-01-01 UTC */
    void say(Announcements said, long now) {
        said.passed().forEach(passed -> log.warn(Announcement.of(passed)));
        said.streams().stopped().forEach(stream -> log.error(Announcement.ofStopped(stream)));
        if (!said.streams().unlisted().isEmpty()) {
            notices.say(
                    "unlisted",
                    now,
                    () -> Announcement.ofUnlisted(said.streams().unlisted()));
        }
        said.shared().forEach(file -> log.error(Announcement.of(file)));
        said.streams().skewed().forEach(skewed -> log.warn(Announcement.of(skewed)));
        said.streams().twofold().forEach(two -> log.warn(Announcement.of(two)));
        if (!said.streams().crowded().isEmpty()) {
            notices.say(
                    "crowded", now, () -> Announcement.ofCrowded(said.streams().crowded()));
        }
        said.streams().switched().stream()
                .filter(switched -> !switched.from().isEmpty())
                .forEach(switched -> log.warn(Announcement.of(switched)));
        said.losses().missing().stream()
                .filter(missing -> told.size() < MOST_TOLD && told.add(missing))
                .forEach(missing -> notices.say("missing", now, () -> Announcement.of(missing)));
        said.losses().recovered().forEach(recovered -> log.warn(Announcement.of(recovered)));
        said.losses().whole().forEach(file -> log.warn(Announcement.ofWhole(file)));
        said.streams().withoutHost().stream()
                .filter(stream -> toldWithoutHost.size() < MOST_TOLD && toldWithoutHost.add(stream))
                .forEach(stream -> log.warn(Announcement.ofWithoutHost(stream)));
        warn(rejects.of(said.rejects(), now));
    }

    /** Says of what was rejected what has been held back for a while. */
    void due(long now) {
        warn(rejects.due(now));
    }

    private void warn(List<String> sentences) {
        sentences.forEach(log::warn);
    }
}
