/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.device.ClientHints;
import io.github.trackreplay.device.Device;
import io.github.trackreplay.device.DeviceColumns;
import io.github.trackreplay.device.definition.DefinitionFiles;
import io.github.trackreplay.device.definition.Definitions;
import io.github.trackreplay.device.match.Subject;
import io.github.trackreplay.device.rule.Detection;
import io.github.trackreplay.regex.Flags;
import io.github.trackreplay.regex.LinearRegex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the bundled definitions. */
class DeviceDetectorTest {
    private static final String PHONE =
            "Mozilla/5.0 (Linux; Android 11; SM-A515F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0.4664.104 Mobile Safari/537.36";

    private static final List<String> DEFINITION_FILES = List.of(
            "bots.yml",
            "oss.yml",
            "vendorfragments.yml",
            "client/browser_engine.yml",
            "client/browsers.yml",
            "client/feed_readers.yml",
            "client/libraries.yml",
            "client/mediaplayers.yml",
            "client/mobile_apps.yml",
            "client/pim.yml",
            "device/cameras.yml",
            "device/car_browsers.yml",
            "device/consoles.yml",
            "device/mobiles.yml",
            "device/notebooks.yml",
            "device/portable_media_player.yml",
            "device/shell_tv.yml",
            "device/televisions.yml");

    /** Pieces of which user agents are made. */
    private static final List<String> PIECES = List.of(
            "Mozilla/5.0",
            "(Linux; Android 9;",
            "Windows NT 10.0; Win64; x64)",
            "SM-G991B",
            "Redmi Note 8",
            "Build/PKQ1",
            "AppleWebKit/537.36",
            "(KHTML, like Gecko)",
            "Chrome/96.0.4664.104",
            "Version/4.0",
            "Mobile",
            "Safari/537.36",
            "iPhone; CPU iPhone OS 15_2 like Mac OS X",
            "Firefox/95.0",
            "Googlebot/2.1",
            "compatible;",
            "HbbTV/1.2.1",
            "PlayStation 4",
            "OPR/82.0",
            "Edg/96.0",
            "curl/7.81.0",
            "Tablet;",
            "sprd-",
            "MZ-",
            "_",
            "-",
            "Nokia6300",
            "Lenovo",
            " TV",
            "Ubuntu",
            "Opera/9.80",
            "Presto/2.12",
            "MSIE 9.0",
            "Trident/5.0",
            "Puffin/9.0AP",
            "é",
            "日本",
            "\n",
            "Shell_ABC123",
            "VLC/3.0.16");

    private static final Detection FILTERED = detection(true);
    private static final Detection UNFILTERED = detection(false);

    private static Detection detection(boolean prefilter) {
        try {
            return new Detection(Definitions.load(DefinitionFiles.bundled()), 1, prefilter);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Provide
    Arbitrary<String> userAgents() {
        Arbitrary<String> separators = Arbitraries.of(" ", " ", "; ", "", "/", ")");
        return Combinators.combine(Arbitraries.of(PIECES), separators)
                .as(String::concat)
                .list()
                .ofMaxSize(14)
                .map(list -> String.join("", list));
    }

    @Test
    void longUserAgentsAndHintsAreNotKept() {
        ClientHints few = ClientHints.ofUaData("{\"model\":\"SM-A515F\",\"platform\":\"Android\"}");
        ClientHints many = ClientHints.ofUaData("{\"model\":\"" + "x".repeat(2000) + "\"}");
        assertThat(DeviceDetector.isKept(PHONE, few)).isTrue();
        assertThat(DeviceDetector.isKept(PHONE, many)).isFalse();
        assertThat(DeviceDetector.isKept("x".repeat(2000), ClientHints.NONE)).isFalse();
    }

    @Property(tries = 40)
    void thePrefilterChangesNoResult(@ForAll("userAgents") String userAgent) {
        assertThat(FILTERED.detect(userAgent, ClientHints.NONE))
                .isEqualTo(UNFILTERED.detect(userAgent, ClientHints.NONE));
    }

    @Property(tries = 300)
    void noTextMakesItThrow(@ForAll String userAgent) {
        assertThat(FILTERED.detect(userAgent, ClientHints.NONE)).isNotNull();
    }

    @Test
    void aVeryLongUserAgentIsAnsweredToo() {
        for (String piece : List.of("a", "; ", "Android 9; ", "(((", "x86_64 ", "Mozilla/5.0 Chrome/1.1 ")) {
            assertThat(FILTERED.detect(piece.repeat(20_000 / piece.length()), ClientHints.NONE))
                    .isNotNull();
        }
    }

    @Test
    void everyExpressionOfTheBundledDefinitionsIsMatchedInLinearEffort() throws IOException {
        List<String> refused = new ArrayList<>();
        int all = 0;
        for (String file : DEFINITION_FILES) {
            String yaml = new String(DefinitionFiles.bundled().read(file).orElseThrow(), StandardCharsets.UTF_8);
            Matcher regex = Pattern.compile("(?m)regex: *(?:'((?:''|[^'])*+)'|\"(.*)\") *$")
                    .matcher(yaml);
            for (; regex.find(); all++) {
                String text =
                        regex.group(1) == null ? regex.group(2) : regex.group(1).replace("''", "'");
                if (LinearRegex.compile(Subject.encode(text), Flags.IGNORE_CASE).isEmpty()) refused.add(text);
            }
        }
        assertThat(all).isGreaterThan(4_000);
        assertThat(refused).isEmpty();
    }

    @Test
    void groupsThatHoldPlaceholdersOrPlacesForALongModelDoNotMultiply() {
        String places = "$2$3".repeat(20_000);
        assertThat(FILTERED.detect("Opera Mini/" + places + " 8/" + places, ClientHints.NONE))
                .isNotNull();
        ClientHints model = ClientHints.ofUaData("{\"model\":\"" + "x".repeat(100_000) + "\"}");
        String frozen = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit ".repeat(10_000);
        assertThat(FILTERED.detect(frozen, model).model()).startsWith("xxx");
    }

    @Test
    void theBundledDefinitionsTellTheUsualClients() throws IOException {
        DeviceDetector detector = DeviceDetector.bundled();
        DeviceColumns columns = detector.detect(PHONE, ClientHints.NONE).columns();
        assertThat(columns).isEqualTo(new DeviceColumns("AND", "11", "CM", "96.0", "Blink", 1, 1, "SA", "Galaxy A51"));
        assertThat(detector.detect("Googlebot/2.1", ClientHints.NONE).isBot()).isTrue();
        assertThat(detector.release()).isEqualTo("6.4.1");
    }

    @Test
    void theSameQuestionIsAnsweredFromTheCacheAndOtherHintsAreAnotherQuestion() throws IOException {
        DeviceDetector detector = DeviceDetector.bundled();
        Device first = detector.detect(PHONE, ClientHints.NONE);
        assertThat(detector.detect(PHONE, ClientHints.NONE)).isSameAs(first);
        assertThat(detector.detect(PHONE, ClientHints.ofUaData("{}"))).isSameAs(first);
        Device hinted = detector.detect(PHONE, ClientHints.ofUaData("{\"platform\":\"Windows\"}"));
        assertThat(hinted.os().code()).isEqualTo("WIN");
    }

    @Test
    void threadsThatAskAtOnceGetTheSameAnswers() throws IOException {
        DeviceDetector detector = DeviceDetector.bundled();
        List<Device> answers = IntStream.range(0, 400)
                .parallel()
                .mapToObj(i -> detector.detect(PHONE + " " + i % 40, ClientHints.NONE))
                .distinct()
                .toList();
        assertThat(answers).hasSize(1);
    }

    @Test
    void aDirectoryWithoutDefinitionsIsNamed(@TempDir Path empty) {
        assertThatThrownBy(() -> DeviceDetector.load(empty))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(empty.toString())
                .hasMessageContaining("Check matomoHome");
    }

    @Test
    void whoeverLoadsTheSameDefinitionsGetsTheSameDetectorAndWithOthersAnother(@TempDir Path one, @TempDir Path other)
            throws IOException {
        for (Path regexes : List.of(one, other)) {
            Files.createDirectories(regexes.resolve("client"));
            Files.writeString(regexes.resolve("client/browsers.yml"), "");
            Files.writeString(regexes.resolve("oss.yml"), "- regex: 'Android'\n  name: 'Android'\n  version: ''\n");
        }
        DeviceDetector first = DeviceDetector.load(one);
        assertThat(DeviceDetector.load(other)).isSameAs(first);
        assertThat(DeviceDetector.bundled()).isNotSameAs(first);

        Files.writeString(other.resolve("oss.yml"), "- regex: 'Android'\n  name: 'Windows'\n  version: ''\n");

        assertThat(DeviceDetector.load(one)).isSameAs(first);
        assertThat(DeviceDetector.load(other)
                        .detect(PHONE, ClientHints.NONE)
                        .os()
                        .code())
                .isEqualTo("WIN");
        assertThat(first.detect(PHONE, ClientHints.NONE).os().code()).isEqualTo("AND");
    }

    /** All requests of a bulk call have the same one. */
    @Test
    void aLongUserAgentIsLookedAtOnceForManyRequests() throws IOException {
        DeviceDetector detector = DeviceDetector.bundled();
        String longer = PHONE + " " + "x;".repeat(4000);
        Device first = detector.detect(longer, ClientHints.NONE);

        assertThat(detector.detect(new String(longer.toCharArray()), ClientHints.NONE))
                .isSameAs(first);
        assertThat(detector.detect(PHONE, ClientHints.NONE)).isNotSameAs(first);
        assertThat(detector.detect(longer, ClientHints.NONE)).isSameAs(first);
        assertThat(detector.detect(longer + "y", ClientHints.NONE)).isNotSameAs(first);
    }
}
