/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static io.github.trackreplay.source.tail.TestLog.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our source goes on where another tail stopped: nothing twice, nothing left out. */
class TakeOverTest {
    @TempDir
    Path directory;

    @TempDir
    Path other;

    private TestLog log;
    private Tail tail;

    @BeforeEach
    void open() {
        log = new TestLog(directory);
    }

    @AfterEach
    void close() {
        if (tail != null) {
            tail.close();
        }
    }

    private static String lines(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(call(i)).append('\n');
        }
        return text.toString();
    }

    private static List<String> calls(int... numbers) {
        return Arrays.stream(numbers).mapToObj(TestLog::call).toList();
    }

    /** As a tail notes it while the file still has this name. */
    private String noted(String kind, String name, long offset) throws IOException {
        Path path = log.path(name);
        long inode = (Long) Files.getAttribute(path, "unix:ino");
        long device = (Long) Files.getAttribute(path, "unix:dev");
        return switch (kind) {
            case "taildir" ->
                String.format(Locale.ROOT, "{\"inode\":%d,\"pos\":%d,\"file\":\"%s\"}", inode, offset, path);
            case "logstash" -> String.format(Locale.ROOT, "%d 0 %d %d 1790000000.5 %s", inode, device, offset, path);
            default ->
                String.format(
                        Locale.ROOT,
                        "{\"_key\":\"filestream::access::native::%d-%d\",\"meta\":{\"source\":\"%s\",\"identifier_name\":"
                                + "\"native\"},\"ttl\":1800000000000,\"updated\":[1,2],\"cursor\":{\"offset\":%d}}",
                        inode,
                        device,
                        path,
                        offset);
        };
    }

    private String written(String kind, String... entries) throws IOException {
        switch (kind) {
            case "taildir" -> Files.writeString(other.resolve("state"), "[" + String.join(",", entries) + "]");
            case "logstash" -> Files.writeString(other.resolve("state"), String.join("\n", entries) + "\n");
            default -> {
                Files.createDirectories(other.resolve("state/filebeat"));
                Files.writeString(other.resolve("state/filebeat/7.json"), "[" + String.join(",\n", entries) + "]");
                Files.writeString(other.resolve("state/filebeat/meta.json"), "{\"version\":\"1\"}");
            }
        }
        return kind + ":" + other.resolve("state");
    }

    private List<String> take(String startAt) {
        tail = new Tail(directory, StartAt.parse(startAt), "web1", "access.log*");
        return tail.pollLater();
    }

    @ParameterizedTest
    @ValueSource(strings = {"taildir", "filebeat", "logstash"})
    void eachFileGoesOnWhereItWasLeftAlsoIfItWasRenamedSince(String kind) throws IOException {
        log.append("access.log.1", lines(1, 4));
        log.append("access.log", lines(4, 7));
        String finished = noted(kind, "access.log.1", Files.size(log.path("access.log.1")));
        String half = noted(kind, "access.log", lines(4, 6).length());
        String state = written(kind, finished, half);
        log.rename("access.log.1", "access.log.2");
        log.rename("access.log", "access.log.1");
        log.append("access.log.1", lines(7, 8));
        log.append("access.log", lines(8, 10));

        assertThat(take(state)).isEqualTo(calls(6, 7, 8, 9));

        log.append("access.log", lines(10, 11));
        assertThat(tail.poll()).isEqualTo(calls(10));
        assertThat(tail.lost()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"taildir", "filebeat", "logstash"})
    void aFileThatIsShorterThanItsPositionIsReadAnew(String kind) throws IOException {
        log.append("access.log", lines(1, 3));
        String state = written(kind, noted(kind, "access.log", 100_000));

        assertThat(take(state)).isEqualTo(calls(1, 2));
        assertThat(tail.happened).anyMatch(text -> text.contains("emptied or made anew"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"taildir", "filebeat", "logstash"})
    void whatIsOlderThanAllThatIsRememberedIsNotReadAndWhatIsYoungerIs(String kind) throws IOException {
        log.append("access.log.3", lines(1, 3));
        log.append("access.log.2", lines(3, 5));
        log.append("access.log.1", lines(5, 7));
        log.append("access.log", lines(7, 9));
        String state = written(kind, noted(kind, "access.log.2", lines(3, 4).length()));

        assertThat(take(state)).isEqualTo(calls(4, 5, 6, 7, 8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"taildir", "filebeat", "logstash"})
    void whereNoPositionIsOfTheStreamsFilesNobodyGuesses(String kind) throws IOException {
        log.append("gone.log", lines(1, 3));
        log.append("access.log", lines(1, 3));
        String state = written(kind, noted(kind, "gone.log", 10));

        assertThatThrownBy(() -> take(state))
                .hasMessageContaining(
                        "Stream web1 does not begin. None of the 1 positions in " + other.resolve("state"))
                .hasMessageContaining("Set startAt to the time");
        assertThatThrownBy(() -> tail.poll()).hasMessageContaining("does not begin");
    }

    @Test
    void halfALineThatTaildirTookIsReadWhole() throws IOException {
        log.append("access.log", lines(1, 3));
        String state =
                written("taildir", noted("taildir", "access.log", lines(1, 2).length() + 20L));

        assertThat(take(state)).isEqualTo(calls(2));
    }

    @Test
    void whereFilebeatStoppedALineEndsOrItWasAnotherFile() throws IOException {
        log.append("access.log", lines(1, 3));
        String state =
                written("filebeat", noted("filebeat", "access.log", lines(1, 2).length() + 20L));

        assertThat(take(state)).isEqualTo(calls(1, 2));
    }

    @Test
    void filebeatsLogGoesOverItsCheckpoint() throws IOException {
        log.append("access.log", lines(1, 6));
        String state =
                written("filebeat", noted("filebeat", "access.log", lines(1, 2).length()));
        String entry = noted("filebeat", "access.log", lines(1, 4).length());
        String key = entry.substring(entry.indexOf("filestream"), entry.indexOf("\",\"meta\""));
        String value = "{" + entry.substring(entry.indexOf("\"meta\""));
        String gone = noted("filebeat", "access.log", 1).replace("access::native", "other::native");
        String goneKey = gone.substring(gone.indexOf("filestream"), gone.indexOf("\",\"meta\""));
        Files.writeString(
                other.resolve("state/filebeat/log.json"),
                "{\"op\":\"set\",\"id\":5}\n{\"k\":\"" + key + "\",\"v\":{\"cursor\":{\"offset\":1}}}\n"
                        + "{\"op\":\"set\",\"id\":8}\n{\"k\":\"" + key + "\",\"v\":" + value + "}\n"
                        + "{\"op\":\"set\",\"id\":9}\n{\"k\":\"" + goneKey + "\",\"v\":{\"cursor\":{\"offset\":1}}}\n"
                        + "{\"op\":\"remove\",\"id\":10}\n{\"k\":\"" + goneKey + "\"}\n"
                        + "{\"op\":\"set\",\"id\":11}\n{\"k\":\"" + key + "\",\"v\":{\"cur");

        assertThat(take(state)).isEqualTo(calls(4, 5));
    }

    /** Filebeat's fingerprint is of the content: it finds what was compressed since. */
    @Test
    void aFileThatWasCompressedSinceIsFoundByFilebeatsFingerprint() throws Exception {
        String content = lines(1, 30);
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Arrays.copyOf(bytes, 1024)));
        String state = written(
                "filebeat",
                "{\"_key\":\"filestream::access::fingerprint::" + hash + "\",\"meta\":{\"source\":\""
                        + log.path("access.log") + "\",\"identifier_name\":\"fingerprint\"},\"cursor\":{\"offset\":"
                        + lines(1, 28).length() + "}}");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(log.path("access.log.1.gz")))) {
            out.write(bytes);
        }
        log.append("access.log", lines(30, 32));

        assertThat(take(state)).isEqualTo(calls(28, 29, 30, 31));
    }

    @Test
    void twoInputsThatDisagreeAreNoPosition() throws IOException {
        log.append("access.log", lines(1, 6));
        String one = noted("filebeat", "access.log", lines(1, 2).length());
        String two = noted("filebeat", "access.log", lines(1, 4).length()).replace("::access::", "::old::");
        String state = written("filebeat", one, two);

        assertThatThrownBy(() -> take(state)).hasMessageContaining("two inputs have read it?");
    }

    @Test
    void theOtherTailsFileIsAskedOnce() throws IOException {
        log.append("access.log", lines(1, 4));
        String state =
                written("taildir", noted("taildir", "access.log", lines(1, 2).length()));
        assertThat(take(state)).isEqualTo(calls(2, 3));
        Files.delete(other.resolve("state"));

        log.append("access.log", lines(4, 5));
        tail.restart();

        assertThat(tail.poll()).isEqualTo(calls(4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[{\"pos\":1}]", "not json", "[{\"inode\":\"x\",\"pos\":1,\"file\":\"/l\"}]"})
    void aDamagedFileIsNoPosition(String text) throws IOException {
        log.append("access.log", lines(1, 4));
        Files.writeString(other.resolve("state"), text);

        assertThatThrownBy(() -> take("taildir:" + other.resolve("state")))
                .hasMessageContaining("cannot be read")
                .hasMessageContaining("set startAt to a time");
    }

    @Test
    void aSincedbOfAnOldLogstashHasNoPaths() throws IOException {
        log.append("access.log", lines(1, 4));
        String line = noted("logstash", "access.log", lines(1, 3).length());
        String state = written("logstash", String.join(" ", Arrays.copyOf(line.split(" "), 4)));

        assertThat(take(state)).isEqualTo(calls(3));
    }
}
