/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values come from PHP 8.2. */
class ByteTextTest {
    @Property
    void everyByteStringSurvivesTheWayThroughText(@ForAll byte[] bytes) {
        assertThat(ByteText.toBytes(ByteText.text(bytes))).isEqualTo(bytes);
    }

    @Property
    void aTextOfAsciiIsItsOwnByteStringAndAnotherIsNot(
            @ForAll @CharRange(to = '\u007f') @StringLength(max = 40) String ascii,
            @ForAll @IntRange(max = 40) int place) {
        assertThat(ByteText.bytes(ascii)).isSameAs(ascii);
        int at = Math.min(place, ascii.length());
        String other = ascii.substring(0, at) + '\u00e9' + ascii.substring(at);
        assertThat(ByteText.bytes(other)).isEqualTo(new String(other.getBytes(UTF_8), ISO_8859_1));
        assertThat(ByteText.text(ByteText.bytes(other))).isEqualTo(other);
    }

    @Property
    void unwantedBytesAreTakenOutWhereverTheyStand(
            @ForAll @Chars({'a', 'b', '\n', '\r', '\0'}) @StringLength(max = 20) String bytes) {
        assertThat(Ascii.without(bytes, "\n\r\0")).isEqualTo(bytes.replaceAll("[\n\r\0]", ""));
    }

    @Property
    void aNameIsReadTheSameWhenItComesAgain(
            @ForAll @Chars({'a', 'b', '1', '0', '%', '4', '.', '[', ']', ' ', '_', '-', '+'}) @StringLength(max = 8)
                    String name) {
        PhpArray first = QueryString.parse(name + "=1");
        assertThat(QueryString.parse(name + "=1")).isEqualTo(first);
    }

    @Property
    void anEncodedByteStringDecodesToItself(@ForAll byte[] bytes) {
        String string = ByteText.bytes(ByteText.text(bytes));
        assertThat(UrlCoding.decode(UrlCoding.encode(string))).isEqualTo(string);
    }

    @Property
    void whatWasCleanedIsValidAndHasNoSpecialCharacters(@ForAll byte[] bytes) {
        String clean = Html.sanitize(ByteText.bytes(ByteText.text(bytes)));
        assertThat(Utf8.isValid(clean)).isTrue();
        assertThat(clean).doesNotContain("\0", "\"", "<", ">");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "a%20b+c,a b c",
                "100%,100%",
                "%4,%4",
                "%zz%41,%zzA",
                "%%41,%A",
            })
    void percentSignsWithoutTwoDigitsStay(String encoded, String decoded) {
        assertThat(UrlCoding.decode(encoded)).isEqualTo(decoded);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "a=1&a=2|{a=2}",
                "a[]=1&a[]=2|{a={0=1, 1=2}}",
                "a[x][y]=1&a[x][z]=2|{a={x={y=1, z=2}}}",
                "a.b c[d=2|{a_b_c_d=2}",
                "a[b]x[c=1|{a={b=1}}",
                "a[ ]=3&a[ b]=4|{a={0=3,  b=4}}",
                "a[[b]=3|{a={[b=3}}",
                "a[-5]=2&a[]=3|{a={-5=2, -4=3}}",
                "05=1&5=2|{05=1, 5=2}",
                "=1&[k]=2&&%20=3|{}",
                "a%00b=6|{a=6}",
                "a=1&a[b]=2|{a={b=2}}",
                "e[=3|{e_=3}",
                "a|{a=}",
            },
            delimiter = '|')
    void namesBecomeArraysAsPhpReadsThem(String query, String expected) {
        assertThat(QueryString.parse(query)).hasToString(expected);
    }

    @Test
    void onlyTheFirstThousandPairsCount() {
        assertThat(QueryString.parse("a=1&".repeat(1000) + "b=2").has("b")).isFalse();
        assertThat(QueryString.parse("a=1&".repeat(999) + "b=2").has("b")).isTrue();
    }

    @Test
    void anArrayNestedTooDeeplyIsDropped() {
        assertThat(QueryString.parse("a" + "[b]".repeat(65) + "=1&c=1").size()).isEqualTo(2);
        assertThat(QueryString.parse("a" + "[b]".repeat(63) + "=1").has("a")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "Tom & Jerry|Tom &amp; Jerry",
                "Tom &amp; Jerry|Tom &amp; Jerry",
                "it's|it&#039;s",
                "&eacute;&bogus;&apos;|é&amp;bogus;&amp;apos;",
                "&#x1F600;|😀",
                "&#128;|&amp;#128;",
                "&quot|&amp;quot",
                "<b>\"x\"</b>|&lt;b&gt;&quot;x&quot;&lt;/b&gt;",
                "&amp;amp;|&amp;amp;",
            },
            delimiter = '|')
    void valuesAreDecodedAndThenEscaped(String value, String clean) {
        assertThat(ByteText.text(Html.sanitize(ByteText.bytes(value)))).isEqualTo(clean);
    }

    @Test
    void bytesThatAreNotUtf8AreReadAsLatin1() {
        assertThat(ByteText.text(Html.sanitize("caf\u00e9"))).isEqualTo("café");
    }

    @Test
    void aNumberKeepsItsSpaceAndOtherTextLosesNulBytes() {
        assertThat(Html.sanitize(" 1.5\n")).isEqualTo(" 1.5\n");
        assertThat(Html.sanitize("a\0b\n")).isEqualTo("ab\n");
        assertThat(Html.sanitizeLine("a\r\nb")).isEqualTo("ab");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "&#60;&#x27;&quot;|<'\"",
                "&#65;&eacute;&apos;|&#65;&eacute;&apos;",
                "&amp;lt;|&lt;",
                "&#39;&#039;|''",
            },
            delimiter = '|')
    void unescapingTouchesOnlyTheFiveSpecialCharacters(String value, String expected) {
        assertThat(Html.unsanitize(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "12,true,12,12,true",
        "1.0,true,1,1,true",
        "1e3,true,1000,1000,true",
        "1.5,true,1,1.5,false",
        ".5,true,0,0.5,false",
        "5.,true,5,5,true",
        "1e,false,1,1,false",
        "12abc,false,12,12,false",
        "abc,false,0,0,false",
        "0x1A,false,0,0,false",
        "-0,true,0,-0,true",
        "99999999999999999999,true,9223372036854775807,1.0E+20,false",
        "1e1000,true,0,INF,false",
    })
    void numericStringsAreCast(String value, boolean numeric, long whole, String real, boolean isWhole) {
        assertThat(Numbers.isNumeric(value)).isEqualTo(numeric);
        assertThat(Numbers.toLong(value)).isEqualTo(whole);
        assertThat(Numbers.format(Numbers.toDouble(value))).isEqualTo(real);
        assertThat(Numbers.isWhole(value)).isEqualTo(isWhole);
    }

    @ParameterizedTest
    @CsvSource({"0", "7", "007", "123456789012345678", "1234567890123456789", "''", "1.0", "-1", "' 1'", "1a", "\u0661"
    })
    void aTextOfDigitsIsTheNumberThatItIsCastTo(String value) {
        boolean digits = value.matches("[0-9]{1,18}");

        assertThat(Numbers.ofDigits(value)).isEqualTo(digits ? Numbers.toLong(value) : -1);
        assertThat(digits && !Numbers.isWhole(value)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "1e14,1.0E+14",
        "12345678901234,12345678901234",
        "123456789012345678,1.2345678901235E+17",
        "0.0001,0.0001",
        "0.00001,1.0E-5",
        "0.33333333333333333,0.33333333333333",
        "-1.50,-1.5",
        "1e25,1.0E+25",
        "19.99,19.99",
    })
    void aFloatHasFourteenDigits(double value, String expected) {
        assertThat(Numbers.format(value)).isEqualTo(expected);
    }

    @Test
    void aCharacterIsCountedByItsLeadByte() {
        assertThat(Multibyte.prefix(ByteText.bytes("äöü"), 2)).isEqualTo(ByteText.bytes("äö"));
        assertThat(Multibyte.length("\u00e2\u0082a\u00ff")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"ÄÖ,äö", "ΑΣ,ασ", "ẞ,ß", "Ж,ж", "abc,abc"})
    void lettersAreLoweredOneByOne(String upper, String lower) {
        assertThat(Multibyte.lowerText(upper)).isEqualTo(lower);
    }

    @Test
    void aMalformedSequenceBecomesOneQuestionMark() {
        assertThat(Multibyte.lower("\u00c3\u00ceA\u00e2\u0082")).isEqualTo("??a?");
        assertThat(Multibyte.lower(ByteText.bytes("İ"))).isEqualTo(ByteText.bytes("i\u0307"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"b\":[true,null,1.5,\"x\"]}|{a=1, b={0=true, 1=null, 2=1.5, 3=x}}",
                "[9223372036854775808]|{0=9.223372036854776E18}",
                "\"\\u00e9\\ud83d\\ude00\"|é😀",
                "TRUE|null",
                "[1,]|null",
                "{'a':1}|null",
                "\"\\ud800\"|null",
                "[01]|null",
                "-0|0",
            },
            delimiter = '|')
    void jsonIsReadStrictly(String json, String expected) {
        Object value = Json.decode(ByteText.bytes(json));
        String shown = value instanceof String bytes ? ByteText.text(bytes) : String.valueOf(value);
        assertThat(shown).isEqualTo(expected);
    }

    @Test
    void jsonNestedTooDeeplyIsNothing() {
        assertThat(Json.decode("[".repeat(512) + "]".repeat(512))).isNotNull();
        assertThat(Json.decode("[".repeat(513) + "]".repeat(513))).isNull();
    }

    @Test
    void numbersAreLooselyEqualHoweverTheyAreWritten() {
        for (String one : List.of("01", "1.0", "1e0", " 1", "+1", "1 ")) {
            assertThat(Numbers.looselyEqual("1", one)).as(one).isTrue();
        }
        for (String other : List.of("1a", "0x1", "1,0", "", "2")) {
            assertThat(Numbers.looselyEqual("1", other)).as(other).isFalse();
        }
        assertThat(Numbers.looselyEqual("abc", "ABC")).isFalse();
        assertThat(Numbers.looselyEqual("9223372036854775807", "9223372036854775806"))
                .isFalse();
        assertThat(Numbers.looselyEqual("92233720368547758071", "92233720368547758072"))
                .isFalse();
    }
}
