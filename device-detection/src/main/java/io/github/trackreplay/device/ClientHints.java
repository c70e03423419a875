/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a browser says about itself beside the user agent: the `Sec-CH-UA…` headers or the tracking parameter `uadata`.
 *
 * @param mobile whether the browser asks for a mobile page
 * @param model the device's model
 * @param platform the operating system
 * @param fullVersion the browser's version, from the one header that has no list
 * @param brands the browser's names with their versions, in the order given
 * @param app the Android app that embeds the browser
 * @param formFactors in lower case
 */
public record ClientHints(
        String architecture,
        String bitness,
        boolean mobile,
        String model,
        String platform,
        String platformVersion,
        String fullVersion,
        Map<String, String> brands,
        String app,
        List<String> formFactors) {
    /** No hints at all. */
    public static final ClientHints NONE = new ClientHints("", "", false, "", "", "", "", Map.of(), "", List.of());

    public ClientHints {
        brands = new UnmodifiableOrderedMap<>(brands);
        formFactors = List.copyOf(formFactors);
    }

    /**
     * Hints from request headers as Matomo's tracker takes them: by any spelling of the header's name (`Sec-CH-UA-Model`,
     * `HTTP_SEC_CH_UA_MODEL`), in the order of their names, and with the characters {@code " ' < > &} escaped for HTML, which
     * leaves little of a quoted value. Headers that are no client hints are ignored.
     */
    public static ClientHints of(Map<String, String> headers) {
        return ClientHintsReader.ofHeaders(headers);
    }

    /**
     * Hints from the tracking parameter `uadata`, a JSON object. Anything else gives {@link #NONE}: Matomo then does not fall
     * back on the headers.
     */
    public static ClientHints ofUaData(String json) {
        return ClientHintsReader.ofUaData(json);
    }

    /** Hints from header or `uadata` names and their values (String, Boolean, List, Map) as they are, without escaping. */
    public static ClientHints ofValues(Map<String, ?> values) {
        return ClientHintsReader.ofValues(values);
    }

    /** A map that keeps its order and compares like any map. */
    private static final class UnmodifiableOrderedMap<K, V> extends java.util.AbstractMap<K, V> {
        private final Map<K, V> map;

        UnmodifiableOrderedMap(Map<K, V> map) {
            this.map = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(map));
        }

        @Override
        public java.util.Set<Map.Entry<K, V>> entrySet() {
            return map.entrySet();
        }

        /** Order counts: the first known brand decides. */
        @Override
        public boolean equals(Object o) {
            return o instanceof UnmodifiableOrderedMap<?, ?> other
                    && new ArrayList<>(map.entrySet()).equals(new ArrayList<>(other.map.entrySet()));
        }

        @Override
        public int hashCode() {
            return map.hashCode();
        }
    }
}
