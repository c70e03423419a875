/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device;

import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Html;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a browser says about itself beside the user agent: the `Sec-CH-UA…` headers or the tracking parameter `uadata`.
 *
 * <p>Holds names and values (String, Boolean, List, Map) as they came. What they mean depends a little on the release of the
 * definitions, so the detector interprets them. Immutable; equal when the names and values are, in the same order.
 */
public final class ClientHints {
    /** No hints at all. */
    public static final ClientHints NONE = new ClientHints(Map.of());

    private final Map<String, Object> values;
    private final List<Map.Entry<String, Object>> identity;

    private ClientHints(Map<String, ?> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        this.identity = new ArrayList<>(this.values.entrySet());
    }

    /**
     * Hints from request headers as Matomo's tracker takes them ({@code Http::getClientHintsFromServerVariables}): by any
     * spelling of the header's name (`Sec-CH-UA-Model`, `HTTP_SEC_CH_UA_MODEL`), in the order of their names, and cleaned as
     * every value of a request ({@code Common::sanitizeInputValues}): with the characters {@code " ' < > &} escaped for HTML,
     * which leaves little of a quoted value. Headers that are no client hints are ignored.
     */
    public static ClientHints of(Map<String, String> headers) {
        if (!anyMayBeHint(headers.keySet())) return NONE;
        Map<String, String> hints = new TreeMap<>();
        headers.forEach((name, value) -> {
            String variable = name.toUpperCase(Locale.ROOT).replace('-', '_');
            if (!variable.startsWith("HTTP_")) variable = "HTTP_" + variable;
            if (variable.startsWith("HTTP_SEC_CH_UA"))
                hints.put(variable, ByteText.text(Html.sanitize(ByteText.bytes(value))));
        });
        return ofValues(hints);
    }

    private static boolean anyMayBeHint(Set<String> headers) {
        for (String header : headers) {
            if (header.regionMatches(true, 0, "sec", 0, 3) || header.regionMatches(true, 0, "http", 0, 4)) return true;
        }
        return false;
    }

    /**
     * Hints from the tracking parameter `uadata`, a JSON object, with its names and texts cleaned likewise. Anything else gives
     * {@link #NONE}: Matomo then does not fall back on the headers.
     */
    public static ClientHints ofUaData(String json) {
        return ofValues(UaData.read(json));
    }

    /** Hints from names of headers or of members of `uadata`, and their values as they are. */
    public static ClientHints ofValues(Map<String, ?> values) {
        return values.isEmpty() ? NONE : new ClientHints(values);
    }

    /** The names and values, in order. */
    public Map<String, Object> values() {
        return values;
    }

    /** Characters of all names and values, about. */
    public int length() {
        return values.isEmpty() ? 0 : values.toString().length();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof ClientHints other && identity.equals(other.identity);
    }

    @Override
    public int hashCode() {
        return identity.hashCode();
    }

    @Override
    public String toString() {
        return "ClientHints" + values;
    }
}
