/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.json.JsonException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTreeTest {
    private static Map<String, Object> stream() {
        Map<String, Object> stream = new LinkedHashMap<>();
        stream.put("name", "shop \"<a>&\" é\n");
        stream.put("late", 3L);
        stream.put("rate", 1.5);
        stream.put("expected", true);
        stream.put("watermark", null);
        stream.put("losses", List.of());
        stream.put("requests", Map.of("recorded", 2L));
        return stream;
    }

    @Test
    void aDocumentOnOneLineHasItsMembersInTheirOrderAndNullsToo() {
        assertThat(JsonTree.line(stream()))
                .isEqualTo("{\"name\":\"shop \\\"<a>&\\\" é\\u000a\",\"late\":3,\"rate\":1.5,\"expected\":true,"
                        + "\"watermark\":null,\"losses\":[],\"requests\":{\"recorded\":2}}");
    }

    @Test
    void forPeopleEachMemberHasALine() {
        assertThat(JsonTree.pretty(Map.of("streams", List.of(Map.of("late", 3L), Map.of()))))
                .isEqualTo("{\n  \"streams\": [\n    {\n      \"late\": 3\n    },\n    {}\n  ]\n}");
    }

    @Test
    void whatJsonCannotSayIsRefused() {
        for (Object foreign : List.of(Optional.empty(), Double.NaN, Double.POSITIVE_INFINITY, Thread.State.NEW)) {
            assertThatThrownBy(() -> JsonTree.line(Map.of("a", foreign)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(foreign.getClass().getName());
        }
    }

    @Property
    void whatIsWrittenIsReadAgain(@ForAll("documents") Map<String, Object> document) throws JsonException {
        assertThat(JsonTree.object(JsonTree.line(document))).isEqualTo(document);
        assertThat(JsonTree.object(JsonTree.pretty(document))).isEqualTo(document);
    }

    @Provide
    Arbitrary<Map<String, Object>> documents() {
        Arbitrary<String> texts =
                Arbitraries.strings().withChars("ab\"\\/\u0000\n\u007fé\u2028€").ofMaxLength(8);
        Arbitrary<Object> values = Arbitraries.lazyOf(
                () -> texts.map(text -> text),
                () -> Arbitraries.longs().map(number -> number),
                () -> Arbitraries.doubles().between(-1e9, 1e9).map(number -> number),
                () -> Arbitraries.of(true, false).map(truth -> truth),
                () -> Arbitraries.just(Arrays.asList(1L, null, "x")),
                () -> documents().map(document -> document));
        return Arbitraries.maps(texts, values).ofMaxSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "1", "{", "{}x", "{a:1}", "{\"a\":}", "{\"a\":1e999}", "{\"a\":\\x41}"})
    void whatIsNoObjectIsRefused(String text) {
        assertThatThrownBy(() -> JsonTree.object(text)).isInstanceOf(JsonException.class);
    }

    @Test
    void numbersOf64BitsStayExact() throws JsonException {
        assertThat(JsonTree.object("{\"a\":9223372036854775807,\"b\":9223372036854775808,\"c\":-1}"))
                .isEqualTo(Map.of("a", Long.MAX_VALUE, "b", 9.223372036854776E18, "c", -1L));
    }
}
