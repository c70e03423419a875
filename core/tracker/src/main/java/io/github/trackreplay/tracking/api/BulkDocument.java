/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.api;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The body of a bulk call. Stateless. */
public final class BulkDocument {
    private BulkDocument() {}

    /**
     * Puts entries into a body, in their order.
     *
     * @param texts entries, see {@link ApiRequest.Call#text()}
     * @param token vouches for them
     */
    public static byte[] of(List<String> texts, String token) {
        int length = 64 + token.length();
        for (String text : texts) {
            length += text.length() + 3;
        }
        StringBuilder json = new StringBuilder(length).append("{\"requests\":[");
        String comma = "";
        for (String text : texts) {
            json.append(comma).append('"').append(text).append('"');
            comma = ",";
        }
        json.append("],\"token_auth\":");
        JsonTexts.string(json, token);
        return json.append('}').toString().getBytes(StandardCharsets.US_ASCII);
    }
}
