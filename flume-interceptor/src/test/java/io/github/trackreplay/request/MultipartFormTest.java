/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Bodies as PHP 8 reads them. */
class MultipartFormTest {
    private static final String TYPE = "multipart/form-data; boundary=XbX";

    private static String read(String body, String type) {
        return MultipartForm.read(body.getBytes(StandardCharsets.UTF_8), type);
    }

    private static String part(String disposition, String content) {
        return "--XbX\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
    }

    private static String field(String name, String content) {
        return part("name=\"" + name + "\"", content);
    }

    @Test
    void fieldsInTheirOrderWithTheirBytesEncoded() {
        assertThat(read(field("a", "1&2=ü") + field("b", "") + field("a", "x\r\ny") + "--XbX--\r\n", TYPE))
                .isEqualTo("a=1%262%3D%C3%BC&b=&a=x%0D%0Ay");
    }

    @Test
    void namesKeepTheirBrackets() {
        assertThat(read(field("c[k][]", "v") + "--XbX--\r\n", TYPE)).isEqualTo("c%5Bk%5D%5B%5D=v");
    }

    @Test
    void filesAreNoFields() {
        assertThat(read(part("name=\"f\"; filename=\"x.txt\"", "data") + field("a", "1") + "--XbX--\r\n", TYPE))
                .isEqualTo("a=1");
    }

    @Test
    void aPartWithoutANameEndsTheReading() {
        assertThat(read(field("a", "1") + part("x=y", "2") + field("b", "3") + "--XbX--\r\n", TYPE))
                .isEqualTo("a=1");
    }

    @Test
    void aPartWithoutDispositionIsPassedOver() {
        assertThat(read("--XbX\r\nX-Other: 1\r\n\r\nv\r\n" + field("a", "1") + "--XbX--\r\n", TYPE))
                .isEqualTo("a=1");
    }

    @Test
    void oneMorePartThanPhpTakesEndsTheReading() {
        String file = part("name=\"f\"; filename=\"x\"", "z");
        String other = "--XbX\r\nX-Other: 1\r\n\r\nv\r\n";
        String rest = field("a", "1") + "--XbX--\r\n";
        assertThat(read(file.repeat(1019) + rest, TYPE)).isEqualTo("a=1");
        assertThat(read(file.repeat(1020) + rest, TYPE)).isEmpty();
        assertThat(read(field("b", "2") + file.repeat(1030) + rest, TYPE)).isEqualTo("b=2");
        assertThat(read(other.repeat(1030) + rest, TYPE)).isEqualTo("a=1");
    }

    @Test
    void theBoundaryMayBeQuotedAndEndsAtACommaOrSemicolon() {
        String body = field("a", "1") + "--XbX--\r\n";
        assertThat(read(body, "multipart/form-data; boundary=\"XbX\"")).isEqualTo("a=1");
        assertThat(read(body, "multipart/form-data; BOUNDARY=XbX; charset=utf-8"))
                .isEqualTo("a=1");
        assertThat(read(body, "multipart/form-data; boundary=XbX, text/plain")).isEqualTo("a=1");
        assertThat(read(body, "multipart/form-data; boundary=\"XbX")).isEmpty();
        assertThat(read(body, "multipart/form-data")).isEmpty();
    }

    @Test
    void namesMayBeQuotedEitherWayOrNotAtAll() {
        assertThat(read(
                        part("name=a", "1") + part("NAME='b;c'", "2") + part("name=\"d\\\"e\\\\f\"", "3")
                                + "--XbX--\r\n",
                        TYPE))
                .isEqualTo("a=1&b%3Bc=2&d%22e%5Cf=3");
    }

    @Test
    void linesMayEndWithALineFeedAlone() {
        assertThat(read("--XbX\nContent-Disposition: form-data; name=\"a\"\n\n1\n--XbX--\n", TYPE))
                .isEqualTo("a=1");
    }

    @Test
    void aBodyThatBreaksOffGivesWhatItHas() {
        assertThat(read(field("a", "1") + "--XbX\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\nhal", TYPE))
                .isEqualTo("a=1&b=hal");
        assertThat(read("--XbX\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\nhal\r\n--Xb", TYPE))
                .isEqualTo("b=hal");
    }

    @Test
    void noMoreFieldsThanPhpTakes() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 1002; i++) {
            body.append(field("f" + i, "1"));
        }
        assertThat(read(body + "--XbX--\r\n", TYPE).split("&")).hasSize(1000);
    }

    @Test
    void aHeaderMayGoOnInTheNextLine() {
        assertThat(read("--XbX\r\nContent-Disposition: form-data;\r\n name=\"a\"\r\n\r\n1\r\n--XbX--\r\n", TYPE))
                .isEqualTo("a=1");
    }
}
