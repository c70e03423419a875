/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.status;

import io.github.trackreplay.document.JsonTree;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The status as a script reads it. Names never change; new ones may come. Times are ISO 8601 in UTC, or
 * null, or {@code ended} where nothing more will come. */
public final class StatusJson {
    private StatusJson() {}

    /** With what the text says of Matomo, a sentence each: a release that is not known, plugins that are not imitated. */
    public static String of(
            Status status, Optional<String> release, Optional<String> plugins, Optional<Sending> sending) {
        Map<String, Object> json = json(status);
        json.put("release", release.orElse(null));
        json.put("plugins", plugins.orElse(null));
        sending.ifPresent(calls -> json.put("sending", sending(calls)));
        return JsonTree.pretty(json);
    }

    private static Map<String, Object> sending(Sending calls) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("unanswered", calls.unanswered());
        json.put("unbooked", calls.unbooked());
        json.put("perhapsTwice", calls.perhapsTwice());
        json.put("from", time(calls.from()));
        json.put("to", time(calls.to()));
        json.put("why", calls.why());
        json.put("handedToPlugins", calls.handed());
        return json;
    }

    public static String of(Status status) {
        return JsonTree.pretty(json(status));
    }

    private static Map<String, Object> json(Status status) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("commits", status.commits());
        json.put("committedAt", time(status.committedAt()));
        json.put("completeThrough", time(status.reach().completeThrough()));
        json.put("watermark", time(status.reach().watermark()));
        json.put("watermarkStream", status.watermarkStream().orElse(null));
        json.put("heldRequests", status.heldRequests());
        json.put("bytes", bytes(status.bytes()));
        json.put("foreignEvents", status.outside().waiting());
        json.put("foreignEventsNotKept", status.outside().unkept());
        json.put(
                "collectors",
                status.collectors().stream().map(StatusJson::collector).toList());
        json.put("streams", status.streams().stream().map(StatusJson::stream).toList());
        return json;
    }

    private static Map<String, Object> stream(Status.Stream stream) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", stream.name());
        json.put("state", stream.state());
        json.put("expected", stream.expected());
        json.put("lastSeen", time(stream.signs().seen()));
        json.put("lastRequest", time(stream.signs().request()));
        json.put("newestEventTime", time(stream.newest()));
        json.put("watermark", time(stream.reach().watermark()));
        json.put("completeThrough", time(stream.reach().completeThrough()));
        json.put("late", stream.requests().late());
        json.put("skewMillis", stream.signs().skew().map(Duration::toMillis).orElse(null));
        json.put(
                "disorderMillis",
                stream.signs().disorder().map(Duration::toMillis).orElse(null));
        json.put("requests", stream.requests().outcomes());
        json.put("bytes", bytes(stream.bytes()));
        json.put(
                "losses",
                stream.doubts().losses().stream().map(StatusJson::loss).toList());
        json.put("conflicts", stream.doubts().conflicts());
        json.put("rejectedWaiting", stream.requests().waiting());
        json.put("skippedByReason", stream.requests().skipped());
        json.put("files", stream.files().stream().map(StatusJson::file).toList());
        return json;
    }

    private static Map<String, Object> collector(Status.Collector collector) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", collector.name());
        json.put("seenAt", collector.seenAt().toString());
        json.put("maxHoldSeconds", collector.maxHold().toSeconds());
        json.put("refuses", collector.refuses());
        return json;
    }

    static Map<String, Object> loss(Status.Loss loss) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("bytes", loss.to().isPresent() ? null : loss.bytes());
        json.put("from", time(loss.from()));
        json.put("to", time(loss.to()));
        return json;
    }

    private static Map<String, Object> file(Status.LogFileAccount file) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("fingerprint", file.fingerprint());
        json.put("number", file.number());
        json.put("host", file.host());
        json.put("path", file.path().isEmpty() ? null : file.path());
        json.put("lastSeen", time(file.times().seen()));
        json.put("firstTime", time(file.times().first()));
        json.put("lastTime", time(file.times().last()));
        json.put("skippedByReason", file.skipped());
        json.put("bytes", bytes(file.bytes()));
        return json;
    }

    static Map<String, Object> bytes(Status.Bytes bytes) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("read", bytes.read());
        json.put("applied", bytes.applied());
        json.put("skipped", bytes.skipped());
        json.put("beforeStart", bytes.beforeStart());
        json.put("rejected", bytes.rejected());
        json.put("held", bytes.held());
        json.put("lost", bytes.lost());
        json.put("balanced", bytes.balanced());
        return json;
    }

    static @Nullable String time(Optional<Instant> time) {
        return time.map(t -> t.equals(Instant.MAX) ? "ended" : t.toString()).orElse(null);
    }
}
