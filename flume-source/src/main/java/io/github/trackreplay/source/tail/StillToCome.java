/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RawPack;
import java.util.List;
import java.util.OptionalLong;

/** What is still to come of a stream whose log files have all been surveyed, at every place of its reading. Immutable. */
final class StillToCome {
    private final List<SurveyedLog> logs;
    private final long[] leastBehind;
    private final long disorder;

    /** @param logs in the order in which they are read */
    StillToCome(List<SurveyedLog> logs) {
        this.logs = List.copyOf(logs);
        this.leastBehind = new long[logs.size()];
        PackTimes.Span all = PackTimes.Span.NONE;
        for (SurveyedLog log : logs) {
            all = all.then(log.times());
        }
        this.disorder = all.disorder();
        long least = Long.MAX_VALUE;
        for (int i = logs.size() - 1; i >= 0; i--) {
            leastBehind[i] = least;
            least = Math.min(least, logs.get(i).times().least());
        }
    }

    /** No request at or behind an offset of a log has an earlier event time; empty if no request comes at all. */
    OptionalLong from(int log, long offset) {
        long least = Math.min(logs.get(log).leastFrom(offset), leastBehind[log]);
        return least == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(least);
    }

    /** The pack with what it promises once everything up to its end is there. */
    RawPack told(int log, RawPack pack) {
        PackHeader h = pack.header();
        return new RawPack(h.with(new PackHeader.Promise(from(log, h.end()), disorder)), pack.fields(), pack.lines());
    }
}
