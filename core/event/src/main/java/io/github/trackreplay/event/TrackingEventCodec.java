/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import io.github.trackreplay.json.ByteScan;
import io.github.trackreplay.json.JsonException;
import io.github.trackreplay.json.JsonReader;
import io.github.trackreplay.json.JsonWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Packs as events, between interceptor and sink: the wire contract, version 2. Version 1, which had no proofs, is
 * read too. Version 3 is the same for a {@link PipelineLog}.
 *
 * <p>The body is NDJSON: one JSON document per entry, each followed by a line feed, in the names of the Elastic Common
 * Schema, nested (what Logstash and Elasticsearch expect; a dotted name would be another field to Logstash):
 *
 * <pre>{@code
 * {"@timestamp":"2026-03-02T20:11:22.000Z","source":{"ip":"203.0.113.7"},
 *  "http":{"request":{"method":"POST","referrer":"https://…","body":{"content":"…"}},"response":{"status_code":200}},
 *  "url":{"path":"/matomo.php","query":"idsite=1&rec=1"},"user_agent":{"original":"Mozilla/5.0 …"},
 *  "log":{"offset":4711},
 *  "trackreplay":{"length":500,"index":1,"bulk_token":"…","language":"de","headers":{"dnt":"1"}}}
 * }</pre>
 *
 * <p>(on one line). Left out when empty: {@code referrer}, {@code body}, {@code language}, {@code headers},
 * {@code bulk_token}, and {@code index} when 0. {@code source.address} stands instead of {@code source.ip} where the client
 * is no IP address. A rejected line is
 * {@code {"error":{"code":"no-time","message":"…"},"log":{"offset":0},"trackreplay":{"length":9,"raw":"base64"}}}. Stream
 * and file are in the event's headers, once per pack.
 * What a request's {@link RequestIdentity} is stands among its {@code headers}.
 *
 * <p>A body in gzip is marked by the header {@code trackreplay.compression = gzip}. Reading is strict: an unknown version,
 * field or compression is refused, never guessed. Stateless and thread-safe.
 */
public final class TrackingEventCodec {
    /** Most bytes of an uncompressed body: against damaged and hostile ones, above what a source and interceptor make. */
    public static final int MOST_BYTES = 32 << 20;

    /** Most entries of an event, likewise. */
    public static final int MOST_ENTRIES = 100_000;

    private TrackingEventCodec() {}

    public static WireEvent encode(Pack pack, Compression compression) {
        Map<String, String> headers =
                Headers.write(pack.header(), pack.entries().size());
        byte[] body = body(pack.entries());
        if (compression == Compression.GZIP && body.length > 0) {
            headers.put(Headers.COMPRESSION, compression.name().toLowerCase(Locale.ROOT));
            body = compression.compress(body);
        }
        return new WireEvent(headers, body);
    }

    private static byte[] body(List<PackEntry> entries) {
        if (entries.isEmpty()) {
            return new byte[0];
        }
        JsonWriter json = new JsonWriter(entries.size() * 1024);
        DocumentWriter documents = new DocumentWriter(json);
        for (PackEntry entry : entries) {
            documents.write(entry);
        }
        return json.toByteArray();
    }

    /**
     * Reads an event that {@link #encode} wrote.
     *
     * @throws MalformedEventException if it was not, was damaged since, or is of another version
     */
    public static Pack decode(Map<String, String> headers, byte[] body) throws MalformedEventException {
        return decode(headers, body, Long.MAX_VALUE);
    }

    /**
     * The same of an event from outside, that must not take more memory than there is.
     *
     * @param room about how many bytes its entries may take
     */
    public static Pack decode(Map<String, String> headers, byte[] body, long room) throws MalformedEventException {
        PackHeader header = decodeHeader(headers);
        List<PackEntry> entries = entries(plain(headers, body), room);
        checkCount(headers, entries.size());
        return new Pack(header, entries);
    }

    /**
     * Reads the headers only, so that a pack whose body cannot be read can still be accounted for.
     *
     * @throws MalformedEventException if they are not those of a pack of this version
     */
    public static PackHeader decodeHeader(Map<String, String> headers) throws MalformedEventException {
        if (RawPackCodec.isRawPack(headers)) {
            throw new MalformedEventException(
                    MalformedEventException.Reason.UNPARSED,
                    "The event holds log lines that were not parsed. Configure the source's interceptor: "
                            + "interceptors = parse, interceptors.parse.type = "
                            + "io.github.trackreplay.interceptor.TrackingInterceptor$Builder.");
        }
        return Headers.read(headers);
    }

    private static byte[] plain(Map<String, String> headers, byte[] body) throws MalformedEventException {
        String compression = headers.get(Headers.COMPRESSION);
        if (compression == null && body.length <= MOST_BYTES) {
            return body;
        }
        if (compression == null) {
            throw new MalformedEventException(
                    MalformedEventException.Reason.BODY,
                    "The event's body has " + body.length + " bytes, more than " + MOST_BYTES + ".");
        }
        if (!compression.equals("gzip")) {
            throw new MalformedEventException(
                    MalformedEventException.Reason.HEADERS,
                    "The event's body is compressed as '" + compression + "', which this build does not know.");
        }
        return Compression.uncompress(body, MOST_BYTES);
    }

    private static List<PackEntry> entries(byte[] body, long room) throws MalformedEventException {
        List<PackEntry> entries = new ArrayList<>();
        long taken = 0;
        for (Documents documents = new Documents(body); documents.more(); ) {
            taken += documents.size();
            if (taken > room) {
                throw tooLarge(room);
            }
            entries.add(documents.next());
        }
        return entries;
    }

    private static MalformedEventException tooLarge(long room) {
        return new MalformedEventException(
                MalformedEventException.Reason.ROOM,
                "The event's body holds requests for which more than " + room
                        + " bytes of memory are needed. Nothing of its"
                        + " range counts as taken. What is kept of it can be taken by: trackreplay rejected replay --reason "
                        + MalformedEventException.Reason.ROOM.code()
                        + ". Give the collector more memory (TRACKREPLAY_HEAP), so that the next ones are taken as they come.");
    }

    /** Takes the parts of an event, one behind the other. */
    @FunctionalInterface
    public interface Parts {
        /**
         * @param entries those of some lines
         * @param next where the line behind them starts; empty for the last part
         */
        void take(List<PackEntry> entries, OptionalLong next);
    }

    /**
     * Reads an event of which all entries together need too much memory, some lines at a time. Parts are cut between lines that follow
     * each other within the event's range. What was given before an error is thrown is not to be believed.
     *
     * @param room about how many bytes the entries of a part may take
     * @throws MalformedEventException as {@link #decode}; for want of room if one line alone needs more
     */
    public static void decodeInParts(Map<String, String> headers, byte[] body, long room, Parts parts)
            throws MalformedEventException {
        PackHeader header = decodeHeader(headers);
        List<PackEntry> part = new ArrayList<>();
        long taken = 0;
        long count = 0;
        long sinceCut = 0; // bytes of the last line in hand
        int cut = 0; // where it starts among the entries in hand
        for (Documents documents = new Documents(plain(headers, body)); documents.more(); count++) {
            long size = documents.size();
            if (sinceCut + size > room) {
                throw tooLarge(room);
            }
            PackEntry entry = documents.next();
            if (!part.isEmpty() && mayPart(header, part.get(part.size() - 1), entry)) {
                cut = part.size();
                sinceCut = 0;
            }
            part.add(entry);
            taken += size;
            sinceCut += size;
            if (taken > room && cut > 0) {
                parts.take(
                        List.copyOf(part.subList(0, cut)),
                        OptionalLong.of(part.get(cut).offset()));
                part = new ArrayList<>(part.subList(cut, part.size()));
                taken = sinceCut;
                cut = 0;
            }
        }
        checkCount(headers, count);
        parts.take(part, OptionalLong.empty());
    }

    /** Whether a pack may be cut between two entries that are neighbours in it: they are of two lines, the second within its range. */
    public static boolean mayPart(PackHeader header, PackEntry before, PackEntry behind) {
        return before.offset() < behind.offset()
                && behind.offset() >= header.start()
                && behind.offset() <= header.end();
    }

    private static void checkCount(Map<String, String> headers, long found) throws MalformedEventException {
        if (found != Headers.number(headers, Headers.COUNT)) {
            throw new MalformedEventException(
                    MalformedEventException.Reason.BODY,
                    "The event's headers announce " + headers.get(Headers.COUNT) + " entries and its body holds "
                            + found + ".");
        }
    }

    /** The documents of a body, one by one. */
    private static final class Documents {
        private final byte[] body;
        private int from;
        private int end;
        private int read;

        Documents(byte[] body) {
            this.body = body;
            this.end = ByteScan.first('\n', body, 0, body.length);
        }

        boolean more() {
            return from < body.length;
        }

        /** About how many bytes of memory the next one takes. */
        long size() {
            return (long) end - from + BulkRoom.AROUND_DOCUMENT;
        }

        PackEntry next() throws MalformedEventException {
            if (read == MOST_ENTRIES) {
                throw new MalformedEventException(
                        MalformedEventException.Reason.BODY,
                        "The event's body holds more than " + MOST_ENTRIES + " documents.");
            }
            read++;
            try {
                PackEntry entry = new DocumentReader(JsonReader.strict(body, from, end)).read();
                from = end + 1;
                end = from < body.length ? ByteScan.first('\n', body, from, body.length) : from;
                return entry;
            } catch (JsonException | IllegalArgumentException e) {
                throw new MalformedEventException(
                        MalformedEventException.Reason.BODY,
                        "Document " + read + " of the event cannot be read: " + e.getMessage(),
                        e);
            }
        }
    }

    /**
     * A pack that stands for an event whose body cannot be read: the same range with everything in it rejected, so that it
     * is accounted for and kept.
     *
     * @param header from {@link #decodeHeader}
     */
    public static Pack rejected(PackHeader header, byte[] body, MalformedEventException cause) {
        return new Pack(
                header,
                List.of(new RejectedLine(
                        header.start(),
                        header.length(),
                        cause.reason().code(),
                        String.valueOf(cause.getMessage()),
                        body)));
    }

    /** Whether a header belongs to the wire contract. */
    public static boolean isOwn(String name) {
        return Headers.isOwn(name);
    }

    /** The stream that an event's headers name; empty if they name none. */
    public static String stream(Map<String, String> headers) {
        return headers.getOrDefault(Headers.STREAM, "");
    }

    /** The headers without those of the wire contract, for what an administrator added to the event. */
    public static Map<String, String> foreignHeaders(Map<String, String> headers) {
        Map<String, String> foreign = new HashMap<>(headers);
        foreign.keySet().removeIf(Headers::isOwn);
        return foreign;
    }
}
