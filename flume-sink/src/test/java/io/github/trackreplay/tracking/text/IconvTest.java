/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IconvTest {
    private static String bytes(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    /** As the GNU C library 2.36 converts them. */
    @ParameterizedTest
    @CsvSource({
        "gb2312, e6ada4206970, 姝 ip",
        "gb2312, c328, (",
        "gb2312, 618062, ab",
        "EUC-KR, ec9ab4ebb09ceb82a0, 대",
        "EUC-KR, 7cc970b4f0b182, |댑",
        "SHIFT_JIS, 8fa2af, 召ｯ",
        "SHIFT_JIS, af4af298d1, ｯJ佯",
        "SHIFT_JIS, 815c, ―",
        "euc-jp, c658eb51adc8ef, XQ被",
        "ms932, d0eccf, ﾐﾏ",
        "windows-1251, efac81, п¬Ѓ",
        "windows-1251, 986162, ab",
        "iso-8859-2, b161, ąa"
    })
    void whatIsIllegalIsLeftOut(String charset, String hex, String expected) {
        assertThat(Iconv.toUtf8(bytes(hex), charset)).contains(ByteText.bytes(expected));
    }

    @Test
    void whatEndsWithinACharacterFails() {
        assertThat(Iconv.toUtf8(bytes("b4ebb4"), "EUC-KR")).isEmpty();
        assertThat(Iconv.toUtf8("x", "no such charset")).isEmpty();
    }

    @Test
    void theCharsetWithTheFewestUnusualCharactersIsGuessed() {
        List<String> japanese = List.of("utf-8", "euc-jp", "ms932");
        assertThat(CharsetGuess.among(japanese, bytes("e38182"))).contains("utf-8");
        assertThat(CharsetGuess.among(japanese, bytes("8fa2af"))).contains("ms932");
        assertThat(CharsetGuess.among(japanese, bytes("c6fccbdc"))).contains("euc-jp");
        assertThat(CharsetGuess.among(List.of("UTF-8", "windows-1251"), bytes("efac81")))
                .contains("windows-1251");
        assertThat(CharsetGuess.among(List.of("UTF-8", "gb2312"), bytes("c328")))
                .contains("gb2312");
    }
}
