/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A directory in memory does what one on the disk does, as far as a tail can see. JUnit closes them. */
class DirectoryTest {
    private static final Instant TIME = Instant.parse("2026-11-22T10:00:00.123Z");

    static Stream<Directory> directories() throws IOException {
        return Stream.of(new RealDirectory(), new MemoryDirectory(false), new MemoryDirectory(true));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static List<FoundFile> listed(Directory directory) {
        return directory.finder("a").find().files();
    }

    private static String text(Content content) throws IOException {
        byte[] bytes = new byte[100];
        return new String(bytes, 0, content.read(0, bytes, 0, bytes.length), StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @MethodSource("directories")
    void aListingShowsWhatALookShows(Directory directory) throws IOException {
        directory.append("a.1", bytes("one\n"));
        directory.create("a");
        directory.create("b");
        directory.modified("a.1", TIME);
        assertThat(listed(directory))
                .extracting(found -> found.path().getFileName().toString())
                .containsExactly("a", "a.1");
        FoundFile found = listed(directory).get(1);
        assertThat(found.size()).isEqualTo(4);
        assertThat(found.modifiedMillis()).isEqualTo(TIME.toEpochMilli());
        assertThat(directory.disk().look(found.path())).isEqualTo(found);
        assertThat(directory.modified("a.1")).isEqualTo(TIME);
        assertThat(directory.finder("c").find().unmatched()).containsExactly(directory.path() + "/c*");
    }

    @ParameterizedTest
    @MethodSource("directories")
    void aFileKeepsItsKeyUnderAnotherNameAndWhenItIsEmptied(Directory directory) throws IOException {
        directory.append("a", bytes("one\n"));
        Object key = listed(directory).get(0).key();
        directory.rename("a", "a.1");
        directory.write("a.1", new byte[0]);
        directory.copy("a.1", "a");
        assertThat(listed(directory)).extracting(FoundFile::key).last().isEqualTo(key);
        assertThat(listed(directory)).extracting(FoundFile::key).first().isNotEqualTo(key);
    }

    @ParameterizedTest
    @MethodSource("directories")
    void anOpenFileStaysWithinReachAndShowsWhatIsWritten(Directory directory) throws IOException {
        directory.append("a", bytes("one\n"));
        try (Content open = directory.disk().open(directory.path().resolve("a"))) {
            directory.append("a", bytes("two\n"));
            assertThat(text(open)).isEqualTo("one\ntwo\n");
            directory.write("a", bytes("x"));
            assertThat(text(open)).isEqualTo("x");
            assertThat(open.read(1, new byte[1], 0, 1)).isZero();
            directory.delete("a");
            assertThat(directory.disk().exists(directory.path().resolve("a"))).isFalse();
            directory.append("a", bytes("another\n"));
            assertThat(text(open)).isEqualTo("x");
            assertThat(open.length()).isEqualTo(1);
        }
        try (InputStream stream = directory.disk().stream(directory.path().resolve("a"))) {
            assertThat(stream.readAllBytes()).isEqualTo(bytes("another\n"));
        }
    }

    @ParameterizedTest
    @MethodSource("directories")
    void whatIsNotThereIsNotFoundAndWhatIsThereIsNotReplaced(Directory directory) throws IOException {
        directory.create("a");
        directory.create("a.1");
        assertThatThrownBy(() -> directory.rename("a", "a.1")).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> directory.create("a")).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> directory.delete("b")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> directory.disk().look(directory.path().resolve("b")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> directory.disk().open(directory.path().resolve("b")))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aNumberIsUsedAgainOnlyWhenNobodyReadsItsFileAnyMore() throws IOException {
        try (MemoryDirectory directory = new MemoryDirectory(true)) {
            directory.create("a");
            Object key = listed(directory).get(0).key();
            try (Content open = directory.disk().open(directory.path().resolve("a"))) {
                directory.delete("a");
                directory.create("a");
                assertThat(open.length()).isZero();
                assertThat(listed(directory)).extracting(FoundFile::key).doesNotContain(key);
            }
            directory.create("a.1");
            assertThat(listed(directory)).extracting(FoundFile::key).last().isEqualTo(key);
        }
    }
}
