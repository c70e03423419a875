/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.StreamName;
import io.github.trackreplay.order.Passed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Sentences for what an administrator must know about the order. */
final class Announcement {
    private Announcement() {}

    static String ofStopped(String stream) {
        return "Stream " + stream
                + " has stopped: not one of its lines could be read, so its log has another format than the one that is"
                + " set. 'trackreplay status' shows the reasons. What comes of it now is kept in the"
                + " database, not judged. Correct the setting, then: trackreplay stream resume " + stream;
    }

    static String ofUnlisted(List<String> streams) {
        String shown = streams.stream().limit(10).map(StreamName::shown).collect(Collectors.joining(" "));
        return "Packs come of streams that the sink's setting streams does not list: " + shown
                + (streams.size() > 10 ? " …" : "")
                + ". They are set aside in the database: not replayed, not lost, and nothing waits for them. If they are your"
                + " frontends, list them there, start the collector again, and then for each: trackreplay stream resume NAME."
                + " If not, somebody else reaches this collector's port: see clientAuth and signingKeys.";
    }

    static String of(SharedFile shared) {
        String stream = shared.file().stream();
        String known = "Stream " + stream + ": log file "
                + shared.file().number() + " ("
                + shared.file().fingerprint().abbreviated() + "…) is known as a file of stream "
                + String.join(", ", shared.others()) + " too";
        if (shared.setAside()) {
            return known + ", with the same bytes. What comes of stream " + stream
                    + " is set aside: not replayed, not lost. If the stream was renamed, give it its old name at the source"
                    + " again, and take the new one out: trackreplay stream retire " + StreamName.shellWord(stream)
                    + ". If two frontends really write equal logs, have it replayed: trackreplay stream resume "
                    + StreamName.shellWord(stream);
        }
        return known
                + ". If both names mean the same log, its requests are counted twice from now on: stop one of the two"
                + " sources. If these are two logs that begin with the same line, all is well.";
    }

    static String of(Ways.Switched switched) {
        return "Stream " + switched.stream() + ": its requests come by another way from now on (" + switched.to()
                + "; until now: " + switched.from()
                + "). Let one way at a time bring a log: what both bring is set aside"
                + " as " + Ways.REASON + ".";
    }

    static String of(ReaderWatch.Two two) {
        return "Stream " + two.stream() + ": two agents bring logs of their own under this name at the same time, "
                + two.one() + " and " + two.other()
                + ". Each request counts once, but their order is not kept, and nothing is complete from then on: nobody waits"
                + " for what one of them has not sent yet. Stop one of the two and start it again with a name of its own"
                + " (stream at its source), with startAt set to the time at which it was stopped. Then: trackreplay stream accept "
                + StreamName.shellWord(two.stream());
    }

    static String ofCrowded(List<String> streams) {
        String shown = streams.stream().limit(10).map(StreamName::shown).collect(Collectors.joining(" "));
        return "More agents bring packs under one stream's name at the same time than can be told apart: " + shown
                + (streams.size() > 10 ? " …" : "")
                + ". All packs are taken, but two that bring other logs than those that came first are not told of. Give each frontend"
                + " a name of its own (stream at its source). If there are not so many, somebody else reaches this collector's port"
                + " and makes them up: see clientAuth and signingKeys.";
    }

    static String of(LinesStood.Missing missing) {
        return (missing.stream().isEmpty() ? "A topic that streams come by" : "Stream " + missing.stream()) + ": "
                + (missing.topic() ? "messages " : "bytes ") + missing.from() + " to " + missing.to() + " of "
                + missing.name()
                + " have not come, and later ones have. Completeness of that time is not proven (trackreplay"
                + " complete --strict). Does the shipper leave lines out, or has it lost them?";
    }

    static String of(LossNotes.Recovered recovered) {
        String stream = recovered.file().stream();
        return "Stream " + stream + ": " + recovered.bytes() + " bytes of log file "
                + recovered.file().number() + " ("
                + recovered.file().fingerprint().abbreviated()
                + "…) that were booked as destroyed have come after all, and are replayed. "
                + (recovered.doubtful()
                        ? "Nothing but its beginning tells whether they are those, or a younger log's that begins with the same"
                                + " lines: a possible loss is noted in their place. When you have looked: trackreplay stream accept "
                                + StreamName.shellWord(stream)
                        : "That loss is taken back.");
    }

    static String ofWhole(LogFile file) {
        return "Stream " + file.stream() + ": log file " + file.number() + " ("
                + file.fingerprint().abbreviated()
                + "…), of which a damaged archive may have lost something, has been read whole from a sound one. That possible loss is"
                + " taken back.";
    }

    static String ofWithoutHost(String stream) {
        return "Stream " + StreamName.shown(stream)
                + ": its latest requests say no host, so the sink's setting hosts leaves them out (no-host). If its log has none, have"
                + " the web server log it (nginx: $host, Apache: %{Host}i) with a format that names it, or take hosts out. What was"
                + " skipped until then: trackreplay reprocess --stream " + StreamName.shellWord(stream)
                + " --hosts all FILE";
    }

    static String of(Skewed skewed) {
        long seconds = Duration.ofMillis(skewed.behind()).abs().toSeconds();
        boolean behind = skewed.behind() > 0;
        return "Stream " + skewed.stream() + ": the times that it brings lie steadily " + seconds + " s "
                + (behind
                        ? "behind this machine's clock, so all other streams wait for it that long (at most maxHold)."
                        : "ahead of this machine's clock; what lies further ahead than maxFuture is rejected.")
                + " Set the clock of that frontend (or of this machine) and the time zone in its log right"
                + (behind ? "; if they are, its agent cannot keep up." : ".");
    }

    static String of(Passed passed) {
        String since = passed.since() == Long.MIN_VALUE
                ? "its beginning"
                : Instant.ofEpochMilli(passed.since()).toString();
        if (passed instanceof Passed.Gap gap) {
            return "Stream " + gap.stream() + ": bytes " + gap.range().start() + " to "
                    + gap.range().end() + " of log file " + gap.file().number() + " ("
                    + gap.file().fingerprint().abbreviated()
                    + "…) have not arrived although later ones have. The order no longer waits for them; what comes of"
                    + " them is late, and nothing is complete beyond " + since
                    + ". Do they wait in another collector's channel? Start it. If they are lost for good, accept it:"
                    + " trackreplay stream accept " + StreamName.shellWord(gap.stream());
        }
        if (passed instanceof Passed.Behind behind) {
            return "Stream " + behind.stream() + " lies "
                    + Duration.ofMillis(behind.distance()).toSeconds()
                    + " s behind the other streams (it has reached " + since
                    + ") and has come no nearer for maxHold. The order"
                    + " no longer waits for it: what comes of it is late until it has caught up. Set that frontend's clock and"
                    + " the time zone in its log right; if they are, its agent cannot keep up.";
        }
        if (passed instanceof Passed.Newcomer newcomer) {
            return "Streams that nobody lists and that are known for less than a day (" + newcomer.newcomers()
                    + " of them, last " + StreamName.shown(newcomer.stream()) + ", which has reached " + since
                    + ") have held all others up for maxHold together. The order no longer waits for those of them that lie"
                    + " behind: what comes of them is late. If they are yours, list them in the sink's streams; if not, somebody who"
                    + " reaches a port makes them up: list what is yours, so that others are set aside.";
        }
        return "Stream " + passed.stream() + " brings nothing, not even heartbeats, since " + since
                + " (time in its log). The order no longer waits for it; what comes of it is late, and nothing is complete"
                + " beyond that. Start that frontend's agent, or take the stream out: trackreplay stream retire "
                + StreamName.shellWord(passed.stream());
    }
}
