/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderGrammarTest {
    private static final PackHeader HEADER = new PackHeader(
            new LogFile("web1", new Fingerprint("ab".repeat(32)), 7, Optional.empty()),
            100,
            200,
            PackHeader.Reading.of(1_760_000_000_000L, "frontend1", "/matomo.php /piwik.php"),
            PackHeader.Promise.of(1_760_000_000_000L, 5000));

    @Test
    void whatOurAgentsSendPasses() {
        assertThatCode(() -> HeaderGrammar.check(HEADER)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "web1 ",
                " web1",
                "web1\u00a0",
                "\u3000web1",
                "web1\u2800",
                "we\nb1",
                "we\u0000b1",
                "web1\u200b",
                "web\u202e1",
                "web1\ud800"
            })
    void aStreamWhoseNameCouldBeTakenForAnotherIsRefused(String name) {
        assertThat(refusal(Map.of("trackreplay.stream", name)))
                .hasMessageContaining("the stream's name")
                .matches(e -> e.reason() == MalformedEventException.Reason.HEADERS)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").doesNotContain("\u0000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"web1", "web 1", "münchen", "東京", "shop-access.log", "a"})
    void otherNamesAreNames(String name) {
        assertThat(StreamName.problem(name)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "fileNumber, 9223372036854775807",
        "fileNumber, -7",
        "end, 9223372036854775807",
        "timestamp, 9223372036854775807",
        "timestamp, -1",
        "disorder, -9223372036854775808",
        "disorder, 9223372036854775807",
        "watermark, -9223372036854775808",
        "watermark, 9223372036854775806",
        "lost, 101",
        "lost, -1",
        "beforeStart, 101",
        "start, -1"
    })
    void numbersThatNoLogCanHaveAreRefused(String header, String value) {
        String name = header.equals("timestamp") ? header : "trackreplay." + header;

        assertThat(refusal(Map.of(name, value)).reason()).isEqualTo(MalformedEventException.Reason.HEADERS);
    }

    @Test
    void aPreviousLengthAndTimesOfALossThatNoLogCanHaveAreRefused() {
        refusal(Map.of("trackreplay.previous", "cd".repeat(32), "trackreplay.previousLength", "9223372036854775807"));
        refusal(Map.of("trackreplay.unknownLossFrom", "0", "trackreplay.unknownLossTo", "9223372036854775807"));
    }

    @Test
    void textsThatNoColumnTakesOrNoTerminalShowsAreRefused() {
        assertThat(refusal(Map.of("host", "h".repeat(256)))).hasMessageContaining("host has 256 characters");
        assertThat(refusal(Map.of("host", "a\u001b[2J")))
                .hasMessageContaining("cannot be seen")
                .hasMessageContaining("\\u{1b}");
        assertThat(refusal(Map.of("trackreplay.paths", "/".repeat(70_000)))).hasMessageContaining("paths");
        assertThat(refusal(Map.of("trackreplay.path", "/".repeat(4001)))).hasMessageContaining("path has 4001");
        assertThat(refusal(Map.of("trackreplay.path", "/var/log/a\u001b[2J.log")))
                .hasMessageContaining("cannot be seen");
    }

    @Test
    void moreProofsThanAnyOfOursHasAreRefused() throws MalformedEventException {
        PackHeader wide = new PackHeader(
                HEADER.file(),
                0,
                1_000_000,
                PackHeader.Reading.of(1_760_000_000_000L, "frontend1", "/matomo.php"),
                PackHeader.Promise.NONE);
        List<Proof> proofs = IntStream.rangeClosed(1, HeaderGrammar.MOST_PROOFS + 1)
                .mapToObj(boundary -> new Proof(0, boundary, "0".repeat(32)))
                .toList();
        HeaderGrammar.check(wide.withProofs(proofs.subList(0, HeaderGrammar.MOST_PROOFS)));

        assertThat(catchThrowableOfType(
                        MalformedEventException.class, () -> HeaderGrammar.check(wide.withProofs(proofs))))
                .hasMessageContaining("the number of proofs is 10001");
    }

    @Test
    void whateverAFileIsCalledItsPathPasses() {
        for (String path : List.of("/var/log/a\nb\u202e.log", "/" + "😀".repeat(3000) + "/access.log", "\ud800x")) {
            PackHeader header = HEADER.withPath(HeaderGrammar.path(path));

            assertThatCode(() -> HeaderGrammar.check(header)).doesNotThrowAnyException();
        }
        assertThat(HeaderGrammar.path("/var/log/a\nb.log")).isEqualTo("/var/log/a\\u{a}b.log");
        assertThat(HeaderGrammar.path("/" + "😀".repeat(3000) + "/access.log")).endsWith("😀/access.log");
    }

    private static MalformedEventException refusal(Map<String, String> changed) {
        Map<String, String> headers =
                new HashMap<>(TrackingEventCodec.encode(new Pack(HEADER, List.of()), Compression.NONE)
                        .headers());
        headers.putAll(changed);
        MalformedEventException refusal = catchThrowableOfType(
                MalformedEventException.class, () -> HeaderGrammar.check(TrackingEventCodec.decodeHeader(headers)));
        assertThat(refusal).as("%s", changed).isNotNull();
        return refusal;
    }
}
