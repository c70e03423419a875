/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.request;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.trackreplay.json.JsonException;
import io.github.trackreplay.json.JsonNames;
import io.github.trackreplay.json.JsonReader;
import io.github.trackreplay.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The requests of a bulk call's body: {@code {"requests":["?idsite=1&…",{"idsite":1,…}],"token_auth":"…"}}.
 *
 * <p>Source of the rules: Matomo's plugin BulkTracking. Line breaks within the body count as nothing; of a string only what
 * stands between {@code ?} and {@code #} counts; elements that are neither a string with a query nor an object count as
 * nothing, but keep their index.
 *
 * @param queries query strings by position in the call
 * @param token {@code token_auth} of the call
 */
record BulkBody(Map<Integer, String> queries, Optional<String> token) {
    private static final byte[] DOUBLE_QUOTED = "\"requests\"".getBytes(US_ASCII);
    private static final byte[] SINGLE_QUOTED = "'requests'".getBytes(US_ASCII);
    private static final JsonNames NAMES = new JsonNames("requests", "token_auth");

    /** Whether Matomo takes the body for a bulk call. */
    static boolean isBulk(byte[] body) {
        return occursBehindStart(body, DOUBLE_QUOTED) || occursBehindStart(body, SINGLE_QUOTED);
    }

    private static boolean occursBehindStart(byte[] body, byte[] wanted) {
        for (int at = 1; at + wanted.length <= body.length; at++) {
            if (body[at] == wanted[0] && Arrays.equals(body, at, at + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    /**
     * @param most how many bytes the queries of all requests that are objects may have together
     * @throws ParameterQuery.GrowthException if they have more
     */
    static BulkBody read(byte[] body, long most) throws JsonException, ParameterQuery.GrowthException {
        byte[] text = withoutLineBreaks(body);
        checkUtf8(text);
        JsonReader json = JsonReader.strict(text, 0, text.length);
        Map<Integer, String> queries = new TreeMap<>();
        long left = most;
        Optional<String> token = Optional.empty();
        json.beginObject();
        while (json.nextMember()) {
            switch (json.name(NAMES)) {
                case 0 -> {
                    queries.clear(); // of members with one name the last counts
                    left = requests(json, queries, left);
                }
                case 1 -> token = token(json);
                default -> json.skip();
            }
        }
        json.end();
        return new BulkBody(queries, token);
    }

    private static byte[] withoutLineBreaks(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length);
        int from = 0;
        int to = body.length;
        while (from < to && isTrimmed(body[from])) {
            from++;
        }
        while (from < to && isTrimmed(body[to - 1])) {
            to--;
        }
        for (int i = from; i < to; i++) {
            if (body[i] != '\n' && body[i] != '\r') {
                out.write(body[i]);
            }
        }
        return out.toByteArray();
    }

    private static boolean isTrimmed(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == 0 || b == 0x0b;
    }

    /** PHP reads no JSON that is not UTF-8. */
    private static void checkUtf8(byte[] text) throws JsonException {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new JsonException("bytes that are no UTF-8", 0);
        }
    }

    /** PHP reads no JSON with half a surrogate pair. */
    static JsonText checked(JsonText text) throws JsonException {
        if (text.hasLoneSurrogate()) {
            throw new JsonException("half a surrogate pair", text.from());
        }
        return text;
    }

    /** @return how many bytes are left then */
    private static long requests(JsonReader json, Map<Integer, String> queries, long most)
            throws JsonException, ParameterQuery.GrowthException {
        int index = 0;
        long left = most;
        switch (json.kind()) {
            case ARRAY -> {
                json.beginArray();
                while (json.nextElement()) {
                    left = request(json, index++, queries, left);
                }
            }
            case OBJECT -> {
                json.beginObject();
                while (json.nextMember()) {
                    left = request(json, index++, queries, left);
                }
            }
            default -> json.skip();
        }
        return left;
    }

    private static long request(JsonReader json, int index, Map<Integer, String> queries, long most)
            throws JsonException, ParameterQuery.GrowthException {
        long left = most;
        String query = "";
        switch (json.kind()) {
            case STRING -> query = QueryPart.of(checked(json.text()));
            case OBJECT, ARRAY -> {
                query = ParameterQuery.read(json, most);
                left -= query.length();
            }
            default -> json.skip();
        }
        if (!query.isEmpty()) {
            queries.put(index, query);
        }
        return left;
    }

    private static Optional<String> token(JsonReader json) throws JsonException {
        JsonText text;
        switch (json.kind()) {
            case STRING -> text = checked(json.text());
            case NUMBER -> text = json.number();
            default -> {
                json.skip();
                return Optional.empty();
            }
        }
        return Optional.of(text.string()).filter(t -> !t.isEmpty());
    }
}
