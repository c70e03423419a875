/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class OptionTest {
    enum Colour {
        RED,
        DARK_BLUE
    }

    private static void refused(Option<?> option, String text, String sentence) {
        assertThatThrownBy(() -> option.parse(text))
                .as(text)
                .isInstanceOfAny(IllegalArgumentException.class, ArithmeticException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void sizesHaveBinaryUnits() {
        Option<Long> size = Option.bytes("a", "");
        assertThat(size.parse("65536 B")).isEqualTo(65_536);
        assertThat(size.parse("7B")).isEqualTo(7);
        assertThat(size.parse("64 KiB")).isEqualTo(65_536);
        assertThat(size.parse("2mib")).isEqualTo(2L << 20);
        assertThat(size.parse("10 GiB")).isEqualTo(10L << 30);
        for (String text : List.of("64 KB", "-1", "1.5 MiB", "GiB", "")) {
            refused(size, text, "64 KiB");
        }
        refused(size, "999999999999999 GiB", "is too large.");
    }

    /** {@code maxHold = 10} was taken as milliseconds by who meant minutes. */
    @Test
    void aSizeOrTimeWithoutUnitIsRefusedUnlessItIsZero() {
        refused(Option.bytes("a", ""), "65536", "has no unit. Add B, KiB, MiB or GiB: 65536 KiB, for example.");
        refused(Option.duration("a", ""), "10", "has no unit. Add ms, s, m, h or d: 10 s or 10 m, for example.");
        assertThat(Option.bytes("a", "").parse("0")).isZero();
        assertThat(Option.duration("a", "").parse("0")).isZero();
    }

    @Test
    void aTimeThatNoClockCanCountIsRefused() {
        refused(Option.duration("a", ""), "999999999999 d", "is too large.");
    }

    @Test
    void timesHaveUnits() {
        Option<Duration> time = Option.duration("a", "");
        assertThat(time.parse("500 ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(time.parse("5s")).isEqualTo(Duration.ofSeconds(5));
        assertThat(time.parse("10 m")).isEqualTo(Duration.ofMinutes(10));
        assertThat(time.parse("10 MIN")).isEqualTo(Duration.ofMinutes(10));
        assertThat(time.parse("2 h")).isEqualTo(Duration.ofHours(2));
        assertThat(time.parse("400 d")).isEqualTo(Duration.ofDays(400));
        for (String text : List.of("5 weeks", "-5 s", "", "s")) {
            refused(time, text, "5 s");
        }
    }

    @Test
    void numbersKeepTheirRange() {
        Option<Integer> number = Option.number("a", 1, 10, "");
        assertThat(number.parse("1")).isEqualTo(1);
        assertThat(number.parse("10")).isEqualTo(10);
        for (String text : List.of("0", "11", "x", "1.0", "99999999999")) {
            refused(number, text, "must be a number from 1 to 10.");
        }
    }

    @Test
    void flagsAndChoicesAreTakenInAnyCase() {
        assertThat(Option.flag("a", "").parse("TRUE")).isTrue();
        assertThat(Option.flag("a", "").parse("false")).isFalse();
        refused(Option.flag("a", ""), "yes", "true or false");
        Option<Colour> colour = Option.choice("a", Colour.class, "");
        assertThat(colour.type()).isEqualTo("red | dark_blue");
        assertThat(colour.parse("Dark_Blue")).isEqualTo(Colour.DARK_BLUE);
        refused(colour, "green", "must be one of red | dark_blue.");
    }

    @Test
    void wordsAreSeparatedByWhiteSpace() {
        assertThat(Option.words("a", "").parse(" a\t b\nc ")).containsExactly("a", "b", "c");
        assertThat(Option.words("a", "").parse(" ")).isEmpty();
    }

    @Test
    void pathsArePaths() {
        assertThat(Option.path("a", "").parse("/tmp/x")).isEqualTo(Path.of("/tmp/x"));
        refused(Option.path("a", ""), "a\0b", "is not a path");
    }

    @Test
    void aMandatoryOptionHasNoDefaultAndOneWithADefaultIsNotMandatory() {
        Option<String> option = Option.text("a", "");
        assertThat(option.required()).isFalse();
        assertThat(option.mandatory().required()).isTrue();
        assertThat(option.mandatory().orElse("x").required()).isFalse();
        assertThat(option.orElse("x").mandatory().fallback()).isEmpty();
    }

    @Property(tries = 500)
    void anyTextIsAValueOrRefusedInAnOrderlyWay(@ForAll String text) {
        for (Option<?> option : List.of(
                Option.bytes("a", ""),
                Option.duration("a", ""),
                Option.number("a", 0, 9, ""),
                Option.flag("a", ""),
                Option.words("a", ""),
                Option.path("a", ""))) {
            try {
                assertThat(option.parse(text)).isNotNull();
            } catch (IllegalArgumentException | ArithmeticException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }
}
