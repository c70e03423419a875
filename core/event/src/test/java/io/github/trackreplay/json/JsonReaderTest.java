/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    private static JsonReader strict(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return JsonReader.strict(bytes, 0, bytes.length);
    }

    private static JsonReader lenient(String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        return JsonReader.lenient(bytes, 0, bytes.length);
    }

    @Property(tries = 500)
    void anyStringSurvivesWritingAndReading(@ForAll String value) throws JsonException {
        JsonWriter writer = new JsonWriter(4);
        writer.string(value);
        byte[] json = writer.toByteArray();
        assertThat(JsonReader.strict(json, 0, json.length).string()).isEqualTo(value);
    }

    @Property(tries = 500)
    void anyNumberSurvivesWritingAndReading(@ForAll long value) throws JsonException {
        JsonWriter writer = new JsonWriter(4);
        writer.number(value);
        byte[] json = writer.toByteArray();
        assertThat(JsonReader.strict(json, 0, json.length).integer()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775807", "-9223372036854775808", "0", "-0", "999999999999999999"})
    void wholeNumbersOf64BitsAreRead(String number) throws JsonException {
        assertThat(strict(number).integer()).isEqualTo(Long.parseLong(number));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775808",
                "-9223372036854775809",
                "18446744073709551617",
                "10000000000000000000",
                "1.0",
                "1e2"
            })
    void otherNumbersAreNoWholeOnesOf64Bits(String number) {
        assertThatThrownBy(() -> strict(number).integer()).hasMessageContaining("no whole number of 64 bits");
    }

    @Property(tries = 500)
    void anyBytesAreReadOrRefusedInAnOrderlyWay(@ForAll byte[] bytes, @ForAll boolean inString) {
        byte[] text = inString ? quoted(bytes) : bytes;
        for (JsonReader reader :
                List.of(JsonReader.strict(text, 0, text.length), JsonReader.lenient(text, 0, text.length))) {
            try {
                reader.skip();
                reader.end();
            } catch (JsonException e) {
                assertThat(e).hasMessageContaining("at byte");
            }
        }
    }

    private static byte[] quoted(byte[] bytes) {
        byte[] text = new byte[bytes.length + 2];
        System.arraycopy(bytes, 0, text, 1, bytes.length);
        text[0] = '"';
        text[text.length - 1] = '"';
        return text;
    }

    @Test
    void membersAndElementsAreWalkedInOrder() throws JsonException {
        JsonReader json = strict(" { \"a\" : [ 1 , -2.5e3, true, null ] , \"b\":{}, \"c\":[[],{\"d\":1}] } ");
        JsonNames names = new JsonNames("b", "a");
        json.beginObject();
        assertThat(json.nextMember()).isTrue();
        assertThat(json.name(names)).isEqualTo(1);
        json.beginArray();
        assertThat(json.nextElement()).isTrue();
        assertThat(json.integer()).isEqualTo(1);
        assertThat(json.nextElement()).isTrue();
        assertThat(json.number().string()).isEqualTo("-2.5e3");
        assertThat(json.nextElement()).isTrue();
        assertThat(json.literal()).isEqualTo(JsonReader.Kind.TRUE);
        assertThat(json.nextElement()).isTrue();
        assertThat(json.literal()).isEqualTo(JsonReader.Kind.NULL);
        assertThat(json.nextElement()).isFalse();
        assertThat(json.nextMember()).isTrue();
        assertThat(json.name(names)).isZero();
        json.skip();
        assertThat(json.nextMember()).isTrue();
        assertThat(json.name(names)).isEqualTo(-1);
        assertThat(json.name()).isEqualTo("c");
        json.skip();
        assertThat(json.nextMember()).isFalse();
        json.end();
    }

    @Test
    void aStringIsReadWhereItStandsOnlyIfItIsAsItIsWritten() throws JsonException {
        byte[] text = "[\"plain é\", \"\", \"es\\u0063aped\", \"raw\tcontrol\", 7, \"last\"]".getBytes(UTF_8);
        JsonReader json = JsonReader.lenient(text, 0, text.length);
        List<String> plain = new ArrayList<>();
        List<String> others = new ArrayList<>();
        json.beginArray();
        while (json.nextElement()) {
            if (json.readPlain()) {
                plain.add(new String(text, json.plainFrom(), json.plainTo() - json.plainFrom(), UTF_8));
            } else if (json.kind() == JsonReader.Kind.STRING) {
                others.add(json.string());
            } else {
                others.add(json.number().string());
            }
        }
        json.end();

        assertThat(plain).containsExactly("plain é", "", "last");
        assertThat(others).containsExactly("escaped", "raw\tcontrol", "7");
    }

    @Test
    void aStringWithoutItsEndIsNotRead() throws JsonException {
        byte[] text = "[\"open".getBytes(UTF_8);
        JsonReader json = JsonReader.lenient(text, 0, text.length);
        json.beginArray();
        json.nextElement();

        assertThat(json.readPlain()).isFalse();
        assertThatThrownBy(json::text).isInstanceOf(JsonException.class);
    }

    @Test
    void aNameMayBeEscaped() throws JsonException {
        JsonNames names = new JsonNames("a", "b");
        JsonReader json = strict("{\"\\u0062\":1,\"a\":2,\"\\ud83d\":3}");
        json.beginObject();
        assertThat(json.nextMember()).isTrue();
        assertThat(json.name(names)).isEqualTo(1);
        assertThat(json.name()).isEqualTo("b");
        json.skip();
        assertThat(json.nextMember()).isTrue();
        assertThat(json.name(names)).isZero();
        assertThat(json.memberName().copy()).isEqualTo("a".getBytes(UTF_8));
        json.skip();
        assertThat(json.nextMember()).isTrue();
        assertThat(json.name()).isEqualTo("\ud83d");
        assertThat(json.name(names)).isEqualTo(-1);
    }

    @Test
    void textThatIsNoJsonIsRefused() {
        for (String text : List.of(
                "",
                "{",
                "[1",
                "[1,]",
                "[,1]",
                "{\"a\"}",
                "{\"a\":}",
                "{a:1}",
                "{\"a\":1,}",
                "\"a",
                "\"\\x41\"",
                "\"\\u12\"",
                "01",
                "1.",
                "1e",
                "-",
                "+1",
                "tru",
                "nulL1",
                "\"\n\"",
                "[1 2]",
                "{\"a\":1 \"b\":2}",
                "\"a\" 1")) {
            assertThatThrownBy(() -> {
                        JsonReader json = strict(text);
                        json.skip();
                        json.end();
                    })
                    .as(text)
                    .isInstanceOf(JsonException.class);
        }
    }

    @Test
    void nestingIsLimited() {
        assertThatThrownBy(() -> strict("[".repeat(100_000)).skip())
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("deep");
    }

    @Test
    void escapesBecomeCharacters() throws JsonException {
        assertThat(strict("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\"").string())
                .isEqualTo("\"\\/\b\f\n\r\t\u00e9\ud83d\ude00");
        assertThat(strict("\"\\ud83d\\u0041\"").string()).isEqualTo("\ud83dA");
        assertThat(strict("\"\\ud83d\"").text().copy()).isEqualTo("\ufffd".getBytes(UTF_8));
    }

    @Test
    void theLenientMannerTakesWhatServersWrite() throws JsonException {
        assertThat(lenient("\"\\xC3\\xA9\\v\\q\\x4\"").string()).isEqualTo("\u00e9\u000bqx4");
        assertThat(lenient("\"\u00e9\"").text().copy()).isEqualTo(new byte[] {(byte) 0xe9});
        assertThat(lenient("\"a\tb\"").string()).isEqualTo("a\tb");
    }
}
