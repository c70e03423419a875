/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RawPackCodecTest {
    private static final Fingerprint FILE = new Fingerprint("ab".repeat(32));

    private static final RawPack TWO_LINES = new RawPack(
            new PackHeader(
                    new LogFile("web1", FILE, 3, Optional.empty()),
                    1000,
                    1500,
                    PackHeader.Reading.of(1_772_482_282_000L, "frontend1", "/matomo.php"),
                    PackHeader.Promise.none(5000)),
            Optional.empty(),
            List.of(
                    new RawLine(1010, 6, "first".getBytes(UTF_8), false),
                    new RawLine(1100, 8, "second".getBytes(UTF_8), false)));

    @Property(tries = 300)
    void whatIsWrittenIsReadBack(@ForAll("packs") RawPack pack) throws MalformedEventException {
        WireEvent event = RawPackCodec.encode(pack);
        RawPack back = RawPackCodec.decode(event.headers(), event.body());
        assertThat(back).usingRecursiveComparison().isEqualTo(pack);
        assertThat(RawPackCodec.isRawPack(event.headers())).isTrue();
    }

    @Provide
    Arbitrary<RawPack> packs() {
        return EventArbitraries.rawPacks();
    }

    @Test
    void theFormIsTheContract() {
        WireEvent event = RawPackCodec.encode(TWO_LINES);
        assertThat(event.body()).asString(UTF_8).isEqualTo("first\nsecond\n");
        assertThat(event.headers())
                .isEqualTo(Map.ofEntries(
                        Map.entry("trackreplay.version", "2"),
                        Map.entry("timestamp", "1772482282000"),
                        Map.entry("host", "frontend1"),
                        Map.entry("trackreplay.stream", "web1"),
                        Map.entry("trackreplay.file", FILE.hex()),
                        Map.entry("trackreplay.fileNumber", "3"),
                        Map.entry("trackreplay.start", "1000"),
                        Map.entry("trackreplay.end", "1500"),
                        Map.entry("trackreplay.count", "2"),
                        Map.entry("trackreplay.disorder", "5000"),
                        Map.entry("trackreplay.paths", "/matomo.php"),
                        Map.entry("trackreplay.offsets", "10,100:8")));
    }

    @Test
    void aMissingHeaderIsNamed() {
        for (String name :
                List.of("timestamp", "host", "trackreplay.stream", "trackreplay.file", "trackreplay.start")) {
            assertThat(refusal(name, null)).hasMessageContaining(name);
        }
        assertThat(refusal("trackreplay.version", null).reason()).isEqualTo(MalformedEventException.Reason.FOREIGN);
    }

    @Test
    void anotherVersionIsRefused() {
        assertThat(refusal("trackreplay.version", "4").reason())
                .isEqualTo(MalformedEventException.Reason.UNKNOWN_VERSION);
    }

    @Test
    void damagedHeadersAreRefused() {
        for (String offsets : List.of(
                "10", "10,100,200", "10,x", "10,", "10,100:8:short", "10,100:8:overlong:1", "-1,100", "10,499")) {
            assertThat(refusal("trackreplay.offsets", offsets)).isNotNull();
        }
        assertThat(refusal("trackreplay.count", "3")).isNotNull();
        assertThat(refusal("trackreplay.end", "999")).isNotNull();
        assertThat(refusal("trackreplay.file", "ABC")).isNotNull();
    }

    private static MalformedEventException refusal(String header, String value) {
        WireEvent event = RawPackCodec.encode(TWO_LINES);
        Map<String, String> headers = new HashMap<>(event.headers());
        if (value == null) {
            headers.remove(header);
        } else {
            headers.put(header, value);
        }
        MalformedEventException refusal =
                catchThrowableOfType(MalformedEventException.class, () -> RawPackCodec.decode(headers, event.body()));
        assertThat(refusal).as(header + " = " + value).isNotNull();
        return refusal;
    }
}
