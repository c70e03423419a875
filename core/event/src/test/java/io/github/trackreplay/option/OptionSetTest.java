/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class OptionSetTest {
    private static final Option<String> STREAM =
            Option.text("stream", "The stream's name.").mandatory();
    private static final Option<Integer> BATCH =
            Option.number("batchSize", 1, 1000, "Events a batch.").orElse("100");
    private static final Option<Long> BYTES = Option.bytes("packBytes", "Bytes a pack.");
    private static final OptionSet SET = new OptionSet(
            "AccessLogSource", List.of(STREAM, BATCH, BYTES), List.of("type", "channels", "interceptors."));

    private static Values read(Map<String, String> settings) {
        return SET.read("a.sources.log.", settings);
    }

    private static List<String> problems(Map<String, String> settings) {
        return read(settings).problems().stream().map(Problem::toString).toList();
    }

    @Test
    void valuesComeFromTheSettingsOrTheDefault() {
        Values values = read(Map.of("stream", " web1 ", "packBytes", "64 KiB"));
        assertThat(values.problems()).isEmpty();
        assertThat(values.get(STREAM)).isEqualTo("web1");
        assertThat(values.get(BATCH)).isEqualTo(100);
        assertThat(values.find(BYTES)).contains(65_536L);
        assertThat(read(Map.of("stream", "web1", "batchSize", " ")).get(BATCH)).isEqualTo(100);
    }

    @Test
    void whatIsNeitherSetNorHasADefaultIsAbsent() {
        Values values = read(Map.of("stream", "web1"));
        assertThat(values.find(BYTES)).isEmpty();
        assertThatThrownBy(() -> values.get(BYTES))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("a.sources.log.packBytes");
    }

    @Test
    void aComponentMayHaveTheSettingsOfAnotherOneToo() {
        OptionSet both = new OptionSet("Own", List.of(BYTES), List.of("own.")).with(SET);
        Map<String, String> settings = Map.of("stream", "web1", "packBytes", "64 KiB", "own.x", "1", "type", "t");

        assertThat(both.read("", settings).problems()).isEmpty();
        assertThat(both.read("", Map.of()).problems())
                .extracting(Problem::toString)
                .hasSize(1);
        assertThat(new OptionSet("Own", List.of(BYTES), List.of()).own(settings))
                .containsExactlyEntriesOf(Map.of("packBytes", "64 KiB"));
    }

    @Test
    void aMissingSettingIsNamedWithWhatItIsFor() {
        assertThat(problems(Map.of())).containsExactly("a.sources.log.stream: is missing. Set it: The stream's name.");
    }

    @Test
    void aWrongValueIsNamedWithTheRemedy() {
        assertThat(problems(Map.of("stream", "web1", "batchSize", "many")))
                .containsExactly("a.sources.log.batchSize: 'many' must be a number from 1 to 1000.");
    }

    @Test
    void aMisspeltSettingIsNamedWithTheNearestKnownOne() {
        assertThat(problems(Map.of("stream", "web1", "batchsize", "5")))
                .containsExactly("a.sources.log.batchsize: is not a setting of AccessLogSource. Did you mean"
                        + " a.sources.log.batchSize?");
        assertThat(problems(Map.of("stream", "web1", "pakcBytes", "5")).get(0)).contains("packBytes?");
        assertThat(problems(Map.of("stream", "web1", "zzzzzzzz", "5")))
                .containsExactly("a.sources.log.zzzzzzzz: is not a setting of AccessLogSource.");
    }

    @Test
    void flumesOwnSettingsAreKnown() {
        assertThat(problems(Map.of("stream", "web1", "type", "x", "channels", "c", "interceptors.a.type", "y")))
                .isEmpty();
        assertThat(problems(Map.of("stream", "web1", "typ", "x"))).hasSize(1);
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        Values values = read(Map.of("batchSize", "0", "strem", "web1"));
        assertThat(values.problems()).hasSize(3);
        assertThat(values.explanation().lines()).hasSize(3);
        assertThat(values.with(List.of(new Problem("x", "y."))).problems()).hasSize(4);
    }

    @Test
    void aDefaultIsAValidValue() {
        assertThat(read(Map.of("stream", "web1")).problems()).isEmpty();
    }

    @Test
    void theTableShowsEverySetting() {
        assertThat(ReferencePage.table(SET)).isEqualTo("""
                        | Setting | Value | Default | Meaning |
                        |---|---|---|---|
                        | `stream` | text | **required** | The stream's name. |
                        | `batchSize` | number from 1 to 1000 | `100` | Events a batch. |
                        | `packBytes` | bytes (64 KiB, 10 GiB) |  | Bytes a pack. |
                        """);
        OptionSet piped = new OptionSet("x", List.of(Option.flag("on", "a|b")), List.of());
        assertThat(ReferencePage.table(piped)).contains("| `on` | true \\| false |  | a\\|b |");
    }

    @Test
    void theExampleShowsEverySettingWithItsDefault() {
        assertThat(ReferencePage.example(SET, "a.sources.log.")).isEqualTo("""
                        # The stream's name.
                        a.sources.log.stream = <text>

                        # Events a batch.
                        #a.sources.log.batchSize = 100

                        # Bytes a pack.
                        #a.sources.log.packBytes = <bytes (64 KiB, 10 GiB)>
                        """);
    }

    @Test
    void theExampleBreaksLongExplanations() {
        OptionSet wordy = new OptionSet("x", List.of(Option.text("a", "word ".repeat(60))), List.of());
        assertThat(ReferencePage.example(wordy, "").lines().filter(l -> l.startsWith("# ")))
                .hasSize(3)
                .allMatch(line -> line.length() <= 112);
    }
}
