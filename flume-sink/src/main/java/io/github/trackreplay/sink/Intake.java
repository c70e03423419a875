/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.HeaderGrammar;
import io.github.trackreplay.event.MalformedEventException;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.StreamName;
import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.event.UnknownLoss;
import io.github.trackreplay.event.WholeProof;
import io.github.trackreplay.signature.PackSignature;
import io.github.trackreplay.signature.SigningKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The gate between the network and the ledger: what an event is, decided by itself alone. Nothing that comes from outside
 * reaches the ledger before its signature (where keys are configured), its form and its headers' grammar have been checked;
 * what does not pass is kept as rejected, counted, and said. A promise for the future is taken off, and a possible loss of the future ends
 * now; their requests stay.
 *
 * <p>Why so: {@code docs/decisions/0017-the-gate-of-a-collector.md}.
 */
final class Intake {
    static final String UNSIGNED = "unsigned-event";
    static final String WRONG_SIGNATURE = "wrong-signature";
    static final String UNPROVEN = "unproven-range";

    /**
     * Most bytes of memory for the requests of one event: what is made of them takes several times as much. Where the heap allows it
     * whatever an older agent may send; what needs more is kept ({@link Delivery.Oversized}).
     */
    static final long ROOM = room(Runtime.getRuntime().maxMemory());

    private final Optional<SigningKeys> keys;
    private final boolean takesUnproven;
    private final long maxFuture;
    private final Notices notices;
    private final long room;

    /**
     * @param keys of all streams, if packs must be signed
     * @param takesUnproven whether packs are taken that nobody signed and whose range nothing proves
     * @param maxFuture how far ahead of this machine's clock a watermark and the end of a possible loss are believed
     */
    Intake(Optional<SigningKeys> keys, boolean takesUnproven, Duration maxFuture, Notices notices) {
        this(keys, takesUnproven, maxFuture, notices, ROOM);
    }

    /** @param room bytes of memory for the requests of one event */
    Intake(Optional<SigningKeys> keys, boolean takesUnproven, Duration maxFuture, Notices notices, long room) {
        this.room = room;
        this.keys = keys;
        this.takesUnproven = takesUnproven;
        this.maxFuture = maxFuture.toMillis();
        this.notices = notices;
    }

    /** @param heap bytes */
    static long room(long heap) {
        return Math.max(Math.max(16L << 20, heap / 12), Math.min(TrackingEventCodec.MOST_BYTES, heap / 8));
    }

    /** @param now milliseconds since 1970-01-01 UTC */
    Delivery judge(Map<String, String> headers, byte[] body, long now) {
        Delivery delivery = proven(signed(headers, body));
        return delivery instanceof Delivery.OfPack of
                ? new Delivery.OfPack(promising(present(of.pack(), now), now))
                : delivery;
    }

    /**
     * A possible loss of the future would cover those that are still to come. It ends when its event was read, or now, where that machine's
     * clock is ahead: completeness stops before it as before any other, and one that comes later is one of its own.
     */
    private Pack present(Pack pack, long now) {
        PackHeader header = pack.header();
        Optional<UnknownLoss> told = header.unknownLoss().filter(loss -> loss.to() > now + maxFuture);
        if (told.isEmpty()) {
            return pack;
        }
        notices.say("future-loss", now, () -> future(header, told.get()));
        long from = Math.min(told.get().from(), now);
        boolean readSince = header.readTime() >= from && header.readTime() <= now;
        UnknownLoss past = new UnknownLoss(from, readSince ? header.readTime() : now);
        PackHeader.Unread unread = header.unread();
        PackHeader.Unread until =
                new PackHeader.Unread(unread.beforeStart(), unread.lost(), Optional.of(past), unread.archiveEnd());
        return new Pack(header.with(until), pack.entries());
    }

    private static String future(PackHeader header, UnknownLoss loss) {
        return "Stream " + header.file().stream() + " says from " + StreamName.shown(header.host())
                + " that bytes may have been destroyed between " + time(loss.from()) + " and " + time(loss.to())
                + ", which lies in the future. That is listed as a possible loss that ends now. Is that machine's clock right?";
    }

    /** Whoever has no key can invent a range; with proofs for all of it, the log's own packs contradict it. */
    private Delivery proven(Delivery delivery) {
        if (keys.isPresent() || takesUnproven) {
            return delivery;
        }
        if (delivery instanceof Delivery.OfPack of
                && !WholeProof.holds(of.pack().header())) {
            return new Delivery.Refused(UNPROVEN, unproven(of.pack().header()), of.pack());
        }
        if (delivery instanceof Delivery.Oversized large && !WholeProof.holds(large.header())) {
            return disbelieved(large, UNPROVEN, unproven(large.header()));
        }
        return delivery;
    }

    private static Delivery disbelieved(Delivery.Oversized large, String reason, String detail) {
        return new Delivery.Oversized(reason, detail, false, large.header(), large.headers(), large.body());
    }

    private static String unproven(PackHeader header) {
        return "The event accounts for bytes " + header.start() + " to " + header.end() + " of a log file of stream '"
                + StreamName.shown(header.file().stream())
                + "', and its headers do not prove all of them. Agents before version 0.2 send such, and their channels"
                + " may still hold some: until all are updated and drained set unprovenPacks = taken for the sink, then:"
                + " trackreplay rejected replay --reason " + UNPROVEN
                + ". If no frontend of yours sent it, somebody else reaches this collector's port.";
    }

    private Delivery signed(Map<String, String> headers, byte[] body) {
        PackSignature.Verdict verdict =
                keys.map(k -> PackSignature.verify(headers, body, k)).orElse(PackSignature.Verdict.SIGNED);
        Delivery read = decode(headers, body);
        if (verdict == PackSignature.Verdict.SIGNED) {
            return read;
        }
        String stream = StreamName.shown(TrackingEventCodec.stream(headers));
        boolean unsigned = verdict == PackSignature.Verdict.UNSIGNED;
        String reason = unsigned ? UNSIGNED : WRONG_SIGNATURE;
        String detail = unsigned
                ? "The event names stream '" + stream
                        + "' and is not signed. Set signingKeys at the interceptor of that"
                        + " frontend. If no frontend of yours sent it, somebody else reaches this collector's port."
                : "The event names stream '" + stream
                        + "' and is signed with none of its keys in the sink's signingKeys, or was"
                        + " changed after it was signed. Let both files hold the same key, and the TrackingInterceptor be the"
                        + " last one. If no frontend of yours sent it, somebody else reaches this collector's port.";
        if (read instanceof Delivery.Oversized large) {
            return disbelieved(large, reason, detail);
        }
        return read instanceof Delivery.OfPack of
                ? new Delivery.Refused(reason, detail, of.pack())
                : new Delivery.Unreadable(reason, detail, body);
    }

    private Delivery decode(Map<String, String> headers, byte[] body) {
        PackHeader header;
        try {
            header = TrackingEventCodec.decodeHeader(headers);
            HeaderGrammar.check(header);
        } catch (MalformedEventException e) {
            return new Delivery.Unreadable(e.reason().code(), String.valueOf(e.getMessage()), body);
        }
        try {
            return new Delivery.OfPack(TrackingEventCodec.decode(headers, body, room));
        } catch (MalformedEventException e) {
            return e.reason() == MalformedEventException.Reason.ROOM
                    ? new Delivery.Oversized(
                            e.reason().code(), String.valueOf(e.getMessage()), true, header, headers, body)
                    : new Delivery.OfPack(TrackingEventCodec.rejected(header, body, e));
        }
    }

    /** A watermark from the future would let the order and completeness run ahead of what is still to come. */
    private Pack promising(Pack pack, long now) {
        PackHeader header = pack.header();
        if (header.watermark().isEmpty() || header.watermark().getAsLong() <= now + maxFuture) {
            return pack;
        }
        String stream = header.file().stream();
        notices.say(
                "future-watermark",
                now,
                () -> "Stream " + stream + " promises from " + StreamName.shown(header.host())
                        + " that nothing earlier than "
                        + time(header.watermark().getAsLong())
                        + " is still to come, which lies in the future. Such a promise does not count, so the order waits for that"
                        + " stream's requests. Is that machine's clock right?");
        return new Pack(header.withWatermark(OptionalLong.empty()), pack.entries());
    }

    private static String time(long millis) {
        return millis == Long.MAX_VALUE
                ? "the end of time"
                : Instant.ofEpochMilli(millis).toString();
    }
}
