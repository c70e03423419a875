/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.PipelineLog;
import io.github.trackreplay.event.Places;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.RequestIdentity;
import io.github.trackreplay.event.TrackingRequest;
import java.util.ArrayList;
import java.util.List;

/** Packs of a pipeline's stream, for tests. */
final class PipelinePackBuilder {
    private final String stream;
    private final List<PackEntry> entries = new ArrayList<>();
    private long end;
    private long readTime;
    private String way = "";
    private Places places = Places.UNKNOWN;

    PipelinePackBuilder(String stream) {
        this.stream = stream;
    }

    PipelinePackBuilder readAt(long time) {
        readTime = time;
        return this;
    }

    PipelinePackBuilder by(String newWay) {
        way = newWay;
        return this;
    }

    PipelinePackBuilder stoodAt(Places.Run... runs) {
        places = Places.of(List.of(runs), true);
        return this;
    }

    PipelinePackBuilder request(long time, RequestIdentity identity) {
        return request(time, identity, "idsite=1&rec=1");
    }

    PipelinePackBuilder request(long time, RequestIdentity identity, String query) {
        entries.add(identity.put(FrontendLog.request(end, FrontendLog.LINE, 0, time, query)));
        end += FrontendLog.LINE;
        return this;
    }

    PipelinePackBuilder request(long time, RequestIdentity identity, String query, TrackingRequest.Client client) {
        TrackingRequest plain = FrontendLog.request(end, FrontendLog.LINE, 0, time, query);
        entries.add(identity.put(new TrackingRequest(plain.line(), time, plain.call(), client)));
        end += FrontendLog.LINE;
        return this;
    }

    PipelinePackBuilder bulk(long time, RequestIdentity identity, int requests) {
        for (int i = 0; i < requests; i++) {
            entries.add(identity.put(FrontendLog.request(end, FrontendLog.LINE, i, time, "idsite=1&rec=1")));
        }
        end += FrontendLog.LINE;
        return this;
    }

    PipelinePackBuilder unreadable() {
        entries.add(new RejectedLine(end, FrontendLog.LINE, "unreadable-line", "", new byte[] {'x'}));
        end += FrontendLog.LINE;
        return this;
    }

    PipelinePackBuilder other() {
        end += FrontendLog.LINE;
        return this;
    }

    static RequestIdentity id(String text) {
        return RequestIdentity.of(RequestIdentity.Kind.REQUEST_ID, text);
    }

    static RequestIdentity file(String file, long offset) {
        return RequestIdentity.of(RequestIdentity.Kind.FILE, file, Long.toString(offset));
    }

    Pack pack() {
        return new Pack(
                new PackHeader(
                                PipelineLog.of(stream),
                                0,
                                end,
                                PackHeader.Reading.of(readTime, "host", "/matomo.php"),
                                PackHeader.Promise.NONE)
                        .withPath(way)
                        .withPlaces(places),
                entries);
    }
}
