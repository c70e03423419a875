/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonEncodingTest {
    /** As {@code php -r 'echo json_encode(json_decode($text, true));'} prints each. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"198.\":[\"198.51.100.7\\/32\",\"198.51.100.0\\/24\"],\"2001:\":[\"2001:db8::1\\/128\"]}",
                "[]",
                "[[],null,true,false,-7,\"\"]",
                "{\"1\":\"a\",\"0\":\"b\"}",
                "[\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u00e9\\ud83d\\ude00\"]"
            })
    void whatPhpHasEncodedIsEncodedSoAgain(String json) {
        assertThat(JsonEncoding.encode(Json.decode(json))).isEqualTo(json);
    }

    @Test
    void anEmptyObjectBecomesAListAsInPhp() {
        assertThat(JsonEncoding.encode(Json.decode("{}"))).isEqualTo("[]");
    }

    @Test
    void floatsAreRefused() {
        assertThatThrownBy(() -> JsonEncoding.encode(1.5)).isInstanceOf(IllegalArgumentException.class);
    }
}
