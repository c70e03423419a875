/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {
    private static List<String> of(String body) {
        return Documents.of(
                body.getBytes(UTF_8), (piece, number) -> number + (piece.isLine() ? "-" : "+") + text(piece));
    }

    private static String text(Documents.Piece piece) {
        return new String(piece.bytes(), UTF_8);
    }

    private static String export(String resource, String records) {
        return "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[" + records + "]}],\"resource\":{\"attributes\":["
                + resource + "]}}]}";
    }

    private static String attribute(String name, String text) {
        return "{\"key\":\"" + name + "\",\"value\":{\"stringValue\":\"" + text + "\"}}";
    }

    @Test
    void eachPieceIsNumberedInItsOrder() {
        assertThat(of("[{\"a\":1}, \"b\"]")).containsExactly("1+{\"a\":1}", "2-b");
        assertThat(of("{\"a\":1}\n\n{\"b\":2}\nc")).containsExactly("1+{\"a\":1}", "2+{\"b\":2}", "3-c");
        assertThat(of(" \n")).isEmpty();
        assertThat(of("[\"\",\" \",\"a\"]")).containsExactly("1-a");
    }

    /** An address of IPv6 in brackets, say. */
    @Test
    void whatBeginsLikeAnArrayAndIsNoneIsLinesFromTheFirst() {
        assertThat(of("[\"a\",\"b\",\n[::1] - -")).containsExactly("1-[\"a\",\"b\",", "2-[::1] - -");
    }

    @Test
    void recordsOfAnExportHaveTheirResourcesHostThoughItStandsBehindThem() {
        String records = "{\"body\":{\"stringValue\":\"x\"}},{\"body\":{\"stringValue\":\"y\"}}";

        assertThat(of(export(attribute("host.name", "web1") + "," + attribute("os", "z"), records)))
                .containsExactly(
                        "1+{\"body\":\"x\",\"host.name\":\"web1\"}", "2+{\"body\":\"y\",\"host.name\":\"web1\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{},{},{},{},", "[\"a\",\"b\",\"c\",\"d\",", "{}\n{}\n{}\n{}\n", "a\nb\nc\nd\n"})
    void whoRefusesToGoOnIsAskedNoFurther(String body) {
        assertThatThrownBy(() -> Documents.of(body.getBytes(UTF_8), DocumentsTest::atMostThree))
                .isInstanceOf(IOException.class)
                .hasMessage("4");
    }

    @Test
    void whoRefusesToGoOnIsAskedNoFurtherWithinAnExport() {
        assertThatThrownBy(() -> Documents.of(export("", "{},{},{},{},{}").getBytes(UTF_8), DocumentsTest::atMostThree))
                .isInstanceOf(IOException.class)
                .hasMessage("4");
    }

    private static String atMostThree(Documents.Piece piece, int number) throws IOException {
        if (number > 3) {
            throw new IOException(String.valueOf(number));
        }
        return text(piece);
    }

    /** Each record carries the resource's host: many attributes of that name would be written as often as there are records. */
    @Test
    void aRecordGrowsByLittleOfItsResource() {
        String hosts = IntStream.range(0, 2000)
                .mapToObj(i -> attribute("host." + i, "x".repeat(200)))
                .collect(Collectors.joining(","));

        assertThat(of(export(hosts, "{},{}")))
                .allSatisfy(piece -> assertThat(piece).hasSizeLessThan(1500).contains("host.0"));
    }

    /** A long name of a list, and long chains of lists within lists, stand before each name within. */
    @Test
    void namesWithinListsDoNotMultiply() {
        String inner = attribute("a", "1");
        String deep = inner;
        for (int i = 0; i < 100; i++) {
            deep = "{\"key\":\"k\",\"value\":{\"kvlistValue\":{\"values\":[" + deep + "]}}}";
        }
        String wide = "{\"key\":\"" + "k".repeat(5000) + "\",\"value\":{\"kvlistValue\":{\"values\":[" + inner + "]}}}";

        assertThat(of(export("", "{\"attributes\":[" + wide + "," + deep + "," + inner + "]}")))
                .containsExactly("1+{\"a\":\"1\"}");
    }
}
