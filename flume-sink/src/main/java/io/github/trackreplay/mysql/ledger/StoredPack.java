/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.event.Compression;
import io.github.trackreplay.event.MalformedEventException;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.Proof;
import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.event.WireEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A pack as the hold-back table keeps it: the wire event, headers first. Of very many proofs it has those at the ends of blocks. */
public final class StoredPack {
    /** As many as a stored header can hold. */
    private static final int MOST_PROOFS = 500;

    private StoredPack() {}

    public static byte[] encode(Pack pack) {
        WireEvent event = TrackingEventCodec.encode(withFewProofs(pack), Compression.GZIP);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(event.body().length + 1024);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(event.headers().size());
            for (Map.Entry<String, String> header : event.headers().entrySet()) {
                out.writeUTF(header.getKey());
                out.writeUTF(header.getValue());
            }
            out.write(event.body());
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    private static Pack withFewProofs(Pack pack) {
        PackHeader header = pack.header();
        if (header.proofs().size() <= MOST_PROOFS) {
            return pack;
        }
        List<Proof> ofBlocks = header.proofs().stream()
                .filter(proof -> proof.endsBlock() || proof.boundary() == header.end())
                .limit(MOST_PROOFS)
                .toList();
        return new Pack(header.withProofs(ofBlocks), pack.entries());
    }

    /** @throws SpoiltHeldException if these are not bytes that {@link #encode} made: which row it is */
    static Pack decode(SpoiltHeldException.Place place, long id, byte[] stored) {
        try {
            return decode(stored);
        } catch (LedgerException e) {
            throw new SpoiltHeldException(place, id, e);
        }
    }

    /** @throws LedgerException if these are not bytes that {@link #encode} made */
    public static Pack decode(byte[] stored) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(stored))) {
            Map<String, String> headers = new HashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                headers.put(in.readUTF(), in.readUTF());
            }
            return TrackingEventCodec.decode(headers, in.readAllBytes());
        } catch (IOException | MalformedEventException e) {
            LedgerException unreadable = new LedgerException(
                    "A pack that waits in our tables (trackreplay_held," + " trackreplay_aside) cannot be read: "
                            + e.getMessage() + " Run the program that wrote it, or restore the table.");
            unreadable.initCause(e);
            throw unreadable;
        }
    }
}
