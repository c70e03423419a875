/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.event.Compression;
import io.github.trackreplay.event.MalformedEventException;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.event.WireEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** A pack as the hold-back table keeps it: the wire event, headers first. */
public final class StoredPack {
    private StoredPack() {}

    public static byte[] encode(Pack pack) {
        WireEvent event = TrackingEventCodec.encode(pack, Compression.GZIP);
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
