/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.RawPackCodec;
import io.github.trackreplay.event.RawPackHolder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flume.Event;
import org.jspecify.annotations.Nullable;

/**
 * A raw pack on its way from the source through the interceptors to the channel. Nearly always an interceptor makes another event of
 * it, so its body is made only where somebody asks for it. As with any event several threads may read one that nobody changes: where
 * nothing makes another of it, several channels may have it.
 */
final class RawPackEvent implements Event, RawPackHolder {
    private final RawPack pack;
    private final Map<String, String> written;
    private Map<String, String> headers;
    /** Once it was asked for, or set. */
    private volatile byte @Nullable [] body;

    private boolean replaced;

    /** @param written the headers that the codec has made for the pack */
    RawPackEvent(RawPack pack, Map<String, String> written) {
        this.pack = pack;
        this.written = Map.copyOf(written);
        this.headers = new HashMap<>(written);
    }

    @Override
    public Optional<RawPack> rawPack() {
        boolean unchanged = !replaced && RawPackCodec.ownHeaders(headers).equals(written);
        return unchanged ? Optional.of(pack) : Optional.empty();
    }

    @Override
    public Map<String, String> getHeaders() {
        return headers;
    }

    @Override
    public void setHeaders(Map<String, String> others) {
        headers = others;
    }

    @Override
    public byte[] getBody() {
        byte[] made = body;
        if (made == null) {
            made = RawPackCodec.body(pack);
            body = made;
        }
        return made;
    }

    @Override
    public void setBody(byte[] other) {
        body = other == null ? new byte[0] : other;
        replaced = true;
    }
}
