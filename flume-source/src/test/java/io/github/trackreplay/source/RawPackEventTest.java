/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.MalformedEventException;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.RawPackCodec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RawPackEventTest {
    private static final RawPack PACK = new RawPack(
            new PackHeader(
                    new LogFile("web1", new Fingerprint("00".repeat(32)), 1, Optional.empty()),
                    0,
                    8,
                    PackHeader.Reading.of(0, "frontend", "/matomo.php"),
                    PackHeader.Promise.NONE),
            Optional.empty(),
            List.of(new RawLine(0, 4, "one".getBytes(UTF_8), false), new RawLine(4, 4, "two".getBytes(UTF_8), false)));

    private static RawPackEvent event() {
        return new RawPackEvent(PACK, RawPackCodec.keptHeaders(PACK, Optional.empty()));
    }

    @Test
    void itsBodyIsThatOfThePack() throws MalformedEventException {
        RawPackEvent event = event();
        assertThat(event.getBody()).isEqualTo("one\ntwo\n".getBytes(UTF_8));
        RawPack read = RawPackCodec.decode(event.getHeaders(), event.getBody());
        assertThat(read.header()).isEqualTo(PACK.header());
        assertThat(read.lines()).hasSize(2);
        assertThat(event.rawPack()).contains(PACK);
    }

    @Test
    void headersOfOthersLeaveThePackWhatItIs() {
        RawPackEvent event = event();
        event.getHeaders().put("datacenter", "north");
        assertThat(event.rawPack()).contains(PACK);
    }

    /** Of what the pack says nothing a header may. */
    @Test
    void aHeaderOfThePackThatWasAddedHasToBeRead() throws MalformedEventException {
        RawPackEvent event = event();
        event.getHeaders().put("trackreplay.path", "/var/log/access.log");
        assertThat(RawPackCodec.decode(event.getHeaders(), event.getBody()).header())
                .isNotEqualTo(PACK.header());
        assertThat(event.rawPack()).isEmpty();
    }

    @Test
    void whatWasChangedHasToBeRead() {
        RawPackEvent otherBody = event();
        otherBody.setBody("six\n".getBytes(UTF_8));
        assertThat(otherBody.rawPack()).isEmpty();
        assertThat(otherBody.getBody()).isEqualTo("six\n".getBytes(UTF_8));
        for (String header : RawPackCodec.keptHeaders(PACK, Optional.empty()).keySet()) {
            RawPackEvent changed = event();
            changed.getHeaders().put(header, "another");
            assertThat(changed.rawPack()).isEmpty();
            RawPackEvent without = event();
            without.getHeaders().remove(header);
            assertThat(without.rawPack()).isEmpty();
        }
        RawPackEvent others = event();
        others.setHeaders(Map.of());
        assertThat(others.rawPack()).isEmpty();
    }
}
