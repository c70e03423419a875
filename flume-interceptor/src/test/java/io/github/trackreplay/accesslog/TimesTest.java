/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TimesTest {
    private static final long YEAR_9999 = 253_402_214_400L;
    private static final DateTimeFormatter CLF = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.US);
    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.US);

    private static long clf(String text) {
        return Times.clf(text.getBytes(ISO_8859_1), 0, text.length());
    }

    private static long iso(String text) {
        return Times.iso(text.getBytes(ISO_8859_1), 0, text.length());
    }

    private static long epoch(String text) {
        return Times.epoch(text.getBytes(ISO_8859_1), 0, text.length());
    }

    @Property(tries = 2000)
    void timesOfTheCommonLogFormatAreReadAsJavaWritesThem(
            @ForAll @LongRange(min = 0, max = YEAR_9999) long second,
            @ForAll @IntRange(min = -12 * 60, max = 14 * 60) int zoneMinutes) {
        ZoneOffset zone = ZoneOffset.ofTotalSeconds(zoneMinutes * 60);
        String text = CLF.format(Instant.ofEpochSecond(second).atOffset(zone));
        assertThat(clf(text)).as(text).isEqualTo(second * 1000);
    }

    @Property(tries = 2000)
    void isoTimesAreReadAsJavaWritesThem(
            @ForAll @LongRange(min = 0, max = YEAR_9999 * 1000) long milli,
            @ForAll @IntRange(min = -12 * 60, max = 14 * 60) int zoneMinutes) {
        ZoneOffset zone = ZoneOffset.ofTotalSeconds(zoneMinutes * 60);
        String text = ISO.format(Instant.ofEpochMilli(milli).atOffset(zone));
        assertThat(iso(text)).as(text).isEqualTo(milli);
    }

    @Property(tries = 2000)
    void anyBytesAreNoTimeOrOne(@ForAll byte[] bytes) {
        Times.clf(bytes, 0, bytes.length);
        Times.iso(bytes, 0, bytes.length);
        Times.any(bytes, 0, bytes.length);
        Times.epoch(bytes, 0, bytes.length);
        Times.timeOfDay(bytes, 0, bytes.length);
    }

    @Test
    void textsThatAreNoTimeAreNone() {
        for (String text : List.of(
                "",
                "02/Mar/2026:20:11:22",
                "30/Feb/2026:20:11:22 +0000",
                "02/mar/2026:20:11:22 +0000",
                "02/Mar/2026:24:11:22 +0000",
                "02/Mar/2026:20:60:22 +0000",
                "02/Mar/2026 20:11:22 +0000",
                "02/Mar/2026:20:11:22 +1960",
                "0x/Mar/2026:20:11:22 +0000",
                "02/Mar/2026:20:11:22 00000")) {
            assertThat(clf(text)).as(text).isEqualTo(Times.NONE);
        }
        for (String text : List.of(
                "",
                "2026-03-02",
                "2026-03-02T20:11:22",
                "2026-03-02T20:11:22.Z",
                "2026-13-02T20:11:22Z",
                "2026-03-02x20:11:22Z",
                "2026-03-02T20:11:22.1xZ",
                "2026-03-02T20:11:22+1")) {
            assertThat(iso(text)).as(text).isEqualTo(Times.NONE);
        }
        for (String text : List.of(
                "",
                "-",
                "x",
                "1.",
                "1.x",
                "12345678901234567",
                "1772482282000.5",
                "-1",
                "20260302201122",
                "260302201122",
                "202603022011",
                "0000000001",
                "999999999")) {
            assertThat(epoch(text)).as(text).isEqualTo(Times.NONE);
        }
    }

    @Test
    void aLeapSecondIsTheNextSecond() {
        assertThat(clf("31/Dec/2016:23:59:60 +0000")).isEqualTo(clf("01/Jan/2017:00:00:00 +0000"));
    }

    @Test
    void secondsMillisecondsAndMicrosecondsAreToldApart() {
        assertThat(epoch("1772482282")).isEqualTo(1_772_482_282_000L);
        assertThat(epoch("1772482282.5")).isEqualTo(1_772_482_282_500L);
        assertThat(epoch("1772482282.123456")).isEqualTo(1_772_482_282_123L);
        assertThat(epoch("1772482282123")).isEqualTo(1_772_482_282_123L);
        assertThat(epoch("1772482282123456")).isEqualTo(1_772_482_282_123L);
    }

    @Test
    void zonesAreTakenInEveryForm() {
        for (String zone : List.of("Z", "+0000", "+00:00", "+00", "-0000")) {
            assertThat(iso("2026-03-02T20:11:22" + zone)).as(zone).isEqualTo(1_772_482_282_000L);
        }
        assertThat(iso("2026-03-02 15:11:22-05:00")).isEqualTo(1_772_482_282_000L);
    }
}
