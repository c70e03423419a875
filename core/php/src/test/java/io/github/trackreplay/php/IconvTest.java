/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
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
        assertThat(Iconv.toUtf8(bytes("e38182e3"), "utf-8")).isEmpty();
        assertThat(Iconv.toUtf8(bytes("61f09f98"), "utf-8")).isEmpty();
        assertThat(Iconv.toUtf8(bytes("61e328"), "utf-8")).contains("a(");
        assertThat(Iconv.toUtf8(bytes("6180"), "utf-8")).contains("a");
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
        assertThat(CharsetGuess.among(japanese, bytes("e282ac35"))).contains("utf-8");
    }

    /** As PHP 8.2 detects them. */
    @ParameterizedTest
    @CsvSource({
        "UTF-8 gb2312, c328,", // both end at the second byte
        "UTF-8 gb2312, 8480,",
        "UTF-8 gb2312, acdc,", // a row without characters
        "UTF-8 gb2312, e3ff,",
        "UTF-8 gb2312, a1a1ff, gb2312", // alone since the first byte
        "UTF-8 gb2312, a1, gb2312",
        "UTF-8 gb2312, e38182e3, UTF-8",
        "utf-8 euc-jp ms932, fcfc40,",
        "utf-8 euc-jp ms932, 61fc,",
        "utf-8 euc-jp ms932, 61626381, ms932",
        "utf-8 euc-jp ms932, 4181ff, ms932",
        "utf-8 euc-jp ms932, e38182e3, ms932", // half a character in UTF-8
        "UTF-8 windows-1251, 98,",
        "UTF-8 windows-1251, e38182e3, windows-1251"
    })
    void aCharsetLeavesAtItsFirstIllegalByte(String charsets, String hex, String expected) {
        assertThat(CharsetGuess.among(List.of(charsets.split(" ")), bytes(hex)))
                .isEqualTo(Optional.ofNullable(expected));
    }
}
