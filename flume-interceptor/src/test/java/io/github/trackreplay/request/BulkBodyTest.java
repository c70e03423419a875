/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.json.JsonException;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BulkBodyTest {
    private static final long MOST = 1 << 20;

    private static BulkBody read(String body) throws JsonException {
        return read(body.getBytes(UTF_8));
    }

    private static BulkBody read(byte[] body) throws JsonException {
        try {
            return BulkBody.read(body, MOST);
        } catch (ParameterQuery.GrowthException e) {
            throw new AssertionError(e);
        }
    }

    private static String query(String request) throws JsonException {
        return read("{\"requests\":[" + request + "]}").queries().getOrDefault(0, "none");
    }

    @Test
    void theNameBehindTheFirstByteMakesABulkCall() {
        for (String body : List.of("{\"requests\":[]}", "x'requests'", " \"requests\"")) {
            assertThat(BulkBody.isBulk(body.getBytes(UTF_8))).as(body).isTrue();
        }
        for (String body : List.of("", "\"requests\"", "{\"request\":[]}", "requests=1", "%7B%22requests%22")) {
            assertThat(BulkBody.isBulk(body.getBytes(UTF_8))).as(body).isFalse();
        }
    }

    @Test
    void ofAUrlTheQueryCounts() throws JsonException {
        assertThat(query("\"?a=1&b=2\"")).isEqualTo("a=1&b=2");
        assertThat(query("\"https://t.example.com/matomo.php?a=1#b?c\"")).isEqualTo("a=1");
        assertThat(query("\"?a=1?b\"")).isEqualTo("a=1?b");
        assertThat(query("\"a=1\"")).isEqualTo("none");
        assertThat(query("\"#?a=1\"")).isEqualTo("none");
        assertThat(query("\"?\"")).isEqualTo("none");
        assertThat(query("\"?0\"")).isEqualTo("none");
        assertThat(query("\"?a=\\u00e9\\u0007 b\"")).isEqualTo("a=%C3%A9_%20b");
    }

    @Test
    void aUrlWhoseHostOrPortIsWrongCountsAsNothing() throws JsonException {
        for (String url : List.of(
                "http://h:99999/?a=1", "http:///x?a=1", "///?a=1", "//?a=1", "http://h:x/?a=1", "x://::a?a=1")) {
            assertThat(query("\"" + url + "\"")).as(url).isEqualTo("none");
        }
        for (String url : List.of(
                "http://h:80/?a=1",
                "http://u:p@h:/?a=1",
                "//h?a=1",
                "file:///x?a=1",
                ":99999?a=1",
                "x:?a=1",
                "/a:99999?a=1",
                "http://[::1]/?a=1",
                "?u=http://h:99999/")) {
            assertThat(query("\"" + url + "\"")).as(url).isNotEqualTo("none");
        }
    }

    @Test
    void anObjectBecomesAQuery() throws JsonException {
        assertThat(query("{\"idsite\":1,\"rec\":\"1\",\"url\":\"https://a/?b=c&d\",\"e\":null,\"f\":false}"))
                .isEqualTo("idsite=1&rec=1&url=https%3A%2F%2Fa%2F%3Fb%3Dc%26d&f=");
        assertThat(query("{\"a\":{\"b\":[1,{\"c\":\"\\u00e9\"}]}}"))
                .isEqualTo("a%5Bb%5D%5B0%5D=1&a%5Bb%5D%5B1%5D%5Bc%5D=%C3%A9");
        assertThat(query("[\"x\",\"y\"]")).isEqualTo("0=x&1=y");
        assertThat(query("{}")).isEqualTo("none");
    }

    @Test
    void numbersAreWrittenAsPhpWritesThem() throws JsonException {
        for (String[] number : new String[][] {
            {"1.50", "1.5"},
            {"0.1", "0.1"},
            {"1e3", "1000"},
            {"12.0", "12"},
            {"-3", "-3"},
            {"-0", "0"},
            {"0.0", "0"},
            {"-0.0", "-0"},
            {"0.0001", "0.0001"},
            {"0.00001", "1.0E-5"},
            {"1.5e-7", "1.5E-7"},
            {"1e13", "10000000000000"},
            {"1e14", "1.0E%2B14"},
            {"123456789012345.0", "1.2345678901234E%2B14"},
            {"100000000000000", "100000000000000"},
            {"9223372036854775807", "9223372036854775807"},
            {"9223372036854775808", "9.2233720368548E%2B18"},
            {"1e25", "1.0E%2B25"},
            {"1e999", "INF"}
        }) {
            assertThat(query("{\"a\":" + number[0] + "}")).as(number[0]).isEqualTo("a=" + number[1]);
        }
    }

    @Test
    void whatIsNoRequestKeepsItsPlace() throws JsonException {
        assertThat(read("{\"requests\":[\"?a=1\",null,\"x\",\"?b=2\"]}").queries())
                .isEqualTo(Map.of(0, "a=1", 3, "b=2"));
        assertThat(read("{\"requests\":{\"x\":\"?a=1\",\"y\":\"?b=2\"}}").queries())
                .isEqualTo(Map.of(0, "a=1", 1, "b=2"));
    }

    @Test
    void theTokenIsTextOrNumber() throws JsonException {
        assertThat(read("{\"requests\":[],\"token_auth\":\"abc\"}").token()).contains("abc");
        assertThat(read("{\"requests\":[],\"token_auth\":12}").token()).contains("12");
        assertThat(read("{\"requests\":[],\"token_auth\":\"\"}").token()).isEmpty();
        assertThat(read("{\"requests\":[],\"token_auth\":[\"a\"]}").token()).isEmpty();
        assertThat(read("{\"requests\":[]}").token()).isEmpty();
    }

    @Test
    void lineBreaksCountAsNothing() throws JsonException {
        assertThat(read("\n {\"requests\":\r\n[\"?a=\n1\"]} \0").queries()).isEqualTo(Map.of(0, "a=1"));
    }

    @Test
    void ofNamesThatRepeatTheLastCounts() throws JsonException {
        assertThat(read("{\"requests\":[\"?a=1\",\"?b=1\"],\"requests\":[\"?c=1\"]}")
                        .queries())
                .isEqualTo(Map.of(0, "c=1"));
    }

    @Test
    void whatPhpDoesNotReadIsNoJson() {
        for (String body : List.of(
                "{'requests':[]}",
                "[\"requests\"",
                "{\"requests\":[}",
                "{\"requests\":[\"\t\"]}",
                "{\"requests\":[TRUE]}",
                "{\"requests\":[\"?a=\\ud83d\"]}")) {
            assertThatThrownBy(() -> read(body)).as(body).isInstanceOf(JsonException.class);
        }
        assertThatThrownBy(() -> read("{\"requests\":[\"\u00e9\"]}".getBytes(ISO_8859_1)))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void whatNamesMakeOfValuesIsBoundedForAllRequestsTogether() throws Exception {
        String values = "1,".repeat(99) + 1;
        String once = "{\"requests\":[{\"" + "n".repeat(1000) + "\":[" + values + "]}]}";
        String twice = once.replace("]}]}", "]},{\"" + "m".repeat(1000) + "\":[" + values + "]}]}");
        long length = 100L * (1000 + "%5B%5D=1&".length()) + 10 + 2 * 90 - 1;

        assertThat(BulkBody.read(once.getBytes(UTF_8), length + 1).queries().get(0))
                .hasSize((int) length);
        assertThat(BulkBody.read(twice.getBytes(UTF_8), 2 * length + 1).queries())
                .hasSize(2);
        assertThatThrownBy(() -> BulkBody.read(once.getBytes(UTF_8), length - 1))
                .isInstanceOf(ParameterQuery.GrowthException.class);
        assertThatThrownBy(() -> BulkBody.read(twice.getBytes(UTF_8), 2 * length - 1))
                .isInstanceOf(ParameterQuery.GrowthException.class);
    }

    @Test
    void ofNamesThatLieDeepNoneIsRepeatedForEachLevel() throws Exception {
        String body = "{\"requests\":[{\"" + "n".repeat(1000) + "\":" + "{\"a\":".repeat(400) + "1" + "}".repeat(400)
                + ",\"b\":2}]}";
        assertThat(BulkBody.read(body.getBytes(UTF_8), 10_000).queries().get(0))
                .isEqualTo("n".repeat(1000) + "%5Ba%5D".repeat(400) + "=1&b=2");
        assertThat(query("{\"\":{\"a\":1},\"b\":{\"\":{\"c\":2}}}")).isEqualTo("%5Ba%5D=1&b%5B%5D%5Bc%5D=2");
    }

    @Property(tries = 500)
    void anyBodyIsReadOrRefused(@ForAll byte[] body) {
        BulkBody.isBulk(body);
        try {
            assertThat(read(body)).isNotNull();
        } catch (JsonException e) {
            assertThat(e).hasMessageContaining("at byte");
        }
    }
}
