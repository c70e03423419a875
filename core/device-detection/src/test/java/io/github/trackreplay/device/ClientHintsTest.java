/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.php.ByteText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHintsTest {
    @Test
    void membersOfUadataKeepTheirOrderAndAreEscaped() {
        ClientHints hints = ClientHints.ofUaData(
                "{\"mobile\":true,\"model\":\"A&B\",\"brands\":[{\"brand\":\"Not\\\"A\",\"version\":\"8\"}],\"x\":null}");
        assertThat(hints.values().keySet()).containsExactly("mobile", "model", "brands", "x");
        assertThat(hints.values()).containsEntry("mobile", true).containsEntry("model", "A&amp;B");
        assertThat(hints.values().get("brands")).isEqualTo(List.of(Map.of("brand", "Not&quot;A", "version", "8")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "[1]",
                "\"x\"",
                "{",
                "{} x",
                "{a:1}",
                "{'a':1}",
                "[[[[[[",
                "{\"a\":}",
                "{\"a\":TRUE}",
                "{\"a\":\"\t\"}",
                "{\"a\":01}"
            })
    void whatIsNoJsonObjectIsNoHint(String json) {
        assertThat(ClientHints.ofUaData(json)).isEqualTo(ClientHints.NONE);
    }

    @Test
    void deepNestingIsNoHintAsInPhp() {
        String deep = "{\"a\":" + "[".repeat(511) + "]".repeat(511) + "}";
        assertThat(ClientHints.ofUaData(deep).values()).containsOnlyKeys("a");
        assertThat(ClientHints.ofUaData(deep.replace("[]", "[[]]"))).isEqualTo(ClientHints.NONE);
        assertThat(ClientHints.ofUaData("{\"a\":" + "[".repeat(200_000))).isEqualTo(ClientHints.NONE);
    }

    @Test
    void aNumberOfManyDigitsIsAFloat() {
        ClientHints hints = ClientHints.ofUaData("{\"a\":" + "1".repeat(400) + ",\"b\":1.5}");
        assertThat(hints.values()).containsEntry("a", Double.POSITIVE_INFINITY);
        assertThat(hints.values()).containsEntry("b", 1.5);
    }

    @Property
    void noTextMakesItThrow(@ForAll String json) {
        assertThat(ClientHints.ofUaData(json)).isNotNull();
    }

    @Test
    void headersAreTakenInAnySpellingAndOthersIgnored() {
        ClientHints hints =
                ClientHints.of(Map.of("sec-ch-ua-mobile", "?1", "HTTP_SEC_CH_UA_MODEL", "\"X\"", "Accept", "*/*"));
        assertThat(hints.values()).containsOnlyKeys("HTTP_SEC_CH_UA_MOBILE", "HTTP_SEC_CH_UA_MODEL");
        assertThat(hints.values()).containsEntry("HTTP_SEC_CH_UA_MODEL", "&quot;X&quot;");
    }

    @Test
    void anEntityIsNotEscapedTwice() {
        assertThat(model("a &amp; b & 'c' &lt;\0")).isEqualTo("a &amp; b &amp; &#039;c&#039; &lt;");
    }

    @Test
    void everyCharacterReferenceIsResolvedInValuesAndNames() {
        assertThat(model("Caf&eacute;&#32;&#x4e;&copy;")).isEqualTo("Café N©");
        assertThat(ClientHints.ofUaData("{\"model\":\"Caf&eacute;\",\"x&quot;y\":[\"&#65;\"]}")
                        .values())
                .isEqualTo(Map.of("model", "Café", "x&quot;y", List.of("A")));
    }

    @Test
    void bytesThatAreNoUtf8AreReadAsLatin1() {
        assertThat(model(ByteText.text("Caf\u00e9\""))).isEqualTo("Café&quot;");
    }

    private static Object model(String header) {
        return ClientHints.of(Map.of("Sec-CH-UA-Model", header)).values().get("HTTP_SEC_CH_UA_MODEL");
    }

    @Test
    void orderMakesADifference() {
        Map<String, Object> first = new LinkedHashMap<>(Map.of("brands", List.of("x")));
        first.put("model", "y");
        Map<String, Object> second = new LinkedHashMap<>(Map.of("model", "y"));
        second.put("brands", List.of("x"));
        assertThat(ClientHints.ofValues(first)).isNotEqualTo(ClientHints.ofValues(second));
        assertThat(ClientHints.ofValues(first)).isEqualTo(ClientHints.ofValues(new LinkedHashMap<>(first)));
    }
}
