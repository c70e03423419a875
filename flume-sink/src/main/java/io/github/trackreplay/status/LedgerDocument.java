/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.trackreplay.document.JsonTree;
import io.github.trackreplay.mysql.ledger.ReadRejected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the ledger knows, as the page reads it. Pure. */
final class LedgerDocument {
    /** Of what a visitor sent, so many bytes are shown; {@code rejected show} gives all. */
    private static final int MOST_RAW = 4_096;

    private final Instant now;

    LedgerDocument(Instant now) {
        this.now = now;
    }

    /**
     * What was read.
     *
     * @param warnings sentences about Matomo and the database as a whole
     * @param rejects the last ones that wait, the newest first
     */
    record Content(Status status, SiteDays sites, List<ReadRejected.Row> rejects, List<String> warnings) {}

    /** @param visitors whether what visitors sent may be in it */
    byte[] of(Content content, boolean visitors) {
        Status status = content.status();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at", now.toEpochMilli());
        json.put("commits", status.commits());
        json.put("committedAt", StatusJson.time(status.committedAt()));
        json.put("completeThrough", StatusJson.time(status.reach().completeThrough()));
        json.put("watermark", StatusJson.time(status.reach().watermark()));
        json.put("watermarkStream", status.watermarkStream().orElse(null));
        json.put("heldRequests", status.heldRequests());
        json.put("bytes", StatusJson.bytes(status.bytes()));
        json.put("foreignEvents", status.outside().waiting());
        json.put("foreignEventsNotKept", status.outside().unkept());
        List<String> warnings = new ArrayList<>(content.warnings());
        Diagnosis.wentBack(status.collectors(), now).ifPresent(warnings::add);
        json.put("warnings", warnings);
        json.put("collectors", status.collectors().stream().map(this::collector).toList());
        json.put(
                "streams",
                status.streams().stream()
                        .map(stream -> stream(stream, status.collectors()))
                        .toList());
        json.put("siteNumber", content.sites().number());
        json.put(
                "sites",
                content.sites().sites().stream().map(LedgerDocument::site).toList());
        json.put("rejectedWaiting", waiting(status));
        json.put(
                "rejects",
                content.rejects().stream().map(row -> reject(row, visitors)).toList());
        return JsonTree.line(json).getBytes(UTF_8);
    }

    /** Nothing could be read: why, a sentence. */
    static byte[] failed(String problem) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("problem", problem);
        return JsonTree.line(json).getBytes(UTF_8);
    }

    private static Map<String, Long> waiting(Status status) {
        Map<String, Long> waiting = new TreeMap<>(status.outside().waiting());
        status.streams()
                .forEach(stream ->
                        stream.requests().waiting().forEach((reason, n) -> waiting.merge(reason, n, Long::sum)));
        return waiting;
    }

    private Map<String, Object> collector(Status.Collector collector) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", collector.name());
        json.put("seenAt", collector.seenAt().toString());
        json.put("running", collector.running(now));
        json.put("maxHold", StatusText.duration(collector.maxHold()));
        return json;
    }

    private Map<String, Object> stream(Status.Stream stream, List<Status.Collector> collectors) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", stream.name());
        json.put("state", stream.state());
        json.put("life", new StatusText(now, StatusText.View.SCREEN).life(stream));
        json.put("expected", stream.expected());
        json.put("over", stream.over());
        json.put("lastSeen", StatusJson.time(stream.signs().seen()));
        json.put("newest", StatusJson.time(stream.newest()));
        json.put("watermark", StatusJson.time(stream.reach().watermark()));
        json.put("completeThrough", StatusJson.time(stream.reach().completeThrough()));
        json.put("late", stream.requests().late());
        json.put("requests", stream.requests().outcomes());
        json.put("bytes", StatusJson.bytes(stream.bytes()));
        json.put("skipped", stream.bytes().skipped() > 0 ? StatusText.skippedBy(stream) : Map.of());
        json.put("files", stream.files().size());
        json.put("warnings", Diagnosis.of(stream, collectors, now));
        json.put("holding", Diagnosis.holding(stream, collectors, now));
        return json;
    }

    private static Map<String, Object> site(SiteDays.Site site) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", site.id());
        json.put("name", site.name());
        json.put("zone", site.zone());
        List<Map<String, String>> days = new ArrayList<>();
        site.days().forEach(day -> days.add(Map.of("date", day.date().toString(), "state", day.state())));
        json.put("days", days);
        return json;
    }

    private static Map<String, Object> reject(ReadRejected.Row row, boolean visitors) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", row.id());
        json.put("at", Instant.ofEpochMilli(row.rejectedAt()).toString());
        json.put("eventTime", time(row.eventTime()));
        json.put("stream", row.place().stream().orElse(null));
        json.put("reason", row.why().reason());
        json.put("form", row.kept().form());
        json.put("host", row.place().host());
        json.put("path", row.place().path().isEmpty() ? null : row.place().path());
        json.put("offset", row.place().offset());
        json.put("bytes", row.place().bytes());
        json.put("detail", visitors ? row.why().detail() : null);
        json.put("raw", visitors ? shown(row.kept().raw()) : null);
        return json;
    }

    private static @Nullable String time(OptionalLong millis) {
        return millis.isPresent() ? StatusJson.time(Optional.of(Instant.ofEpochMilli(millis.getAsLong()))) : null;
    }

    private static String shown(byte[] raw) {
        String text = new String(raw, 0, Math.min(raw.length, MOST_RAW), StandardCharsets.UTF_8).stripTrailing();
        return raw.length > MOST_RAW ? text + "…" : text;
    }
}
