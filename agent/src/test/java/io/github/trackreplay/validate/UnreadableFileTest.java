/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnreadableFileTest {
    @TempDir
    Path directory;

    /** What reading it throws. */
    private static IOException thrown(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            in.readAllBytes();
            return new IOException("it could be read");
        } catch (IOException e) {
            return e;
        }
    }

    @Test
    void aFileThatIsNotThereIsNamedWithThatReason() {
        Path missing = directory.resolve("access.log");

        assertThat(UnreadableFile.sentence(missing, thrown(missing)))
                .isEqualTo(missing + " cannot be read: there is no such file.");
        assertThat(UnreadableFile.sentence(thrown(missing)))
                .isEqualTo(missing + " cannot be read: there is no such file.");
    }

    @Test
    void aMissingRightNamesWhoLacksIt() {
        Path closed = Path.of("/var/log/nginx/access.log");

        assertThat(UnreadableFile.sentence(closed, new AccessDeniedException(closed.toString())))
                .isEqualTo(closed + " cannot be read: this user (" + System.getProperty("user.name")
                        + ") has no right to read it.");
    }

    @Test
    void aDirectoryIsCalledOne() {
        assertThat(UnreadableFile.sentence(directory, thrown(directory)))
                .isEqualTo(directory + " cannot be read: it is a directory.");
    }

    @Test
    void bytesThatAreNoUtf8AreCalledSo() throws IOException {
        Path latin = Files.write(directory.resolve("users"), "m\u00fcller:x".getBytes(StandardCharsets.ISO_8859_1));
        IOException thrown = new IOException("it could be read");
        try {
            Files.readString(latin);
        } catch (IOException e) {
            thrown = e;
        }
        assertThat(UnreadableFile.reason(thrown)).isEqualTo("it holds bytes that are no UTF-8");
    }

    @Test
    void whatTheSystemSaysBehindAPathIsPutInTheSameWords() {
        assertThat(UnreadableFile.sentence(new FileNotFoundException("/logs/a (No such file or directory)")))
                .isEqualTo("/logs/a cannot be read: there is no such file.");
        assertThat(UnreadableFile.sentence(
                        Path.of("/logs/b"), new FileNotFoundException("/logs/b (Permission denied)")))
                .startsWith("/logs/b cannot be read: this user (");
    }

    @Test
    void aMessageThatNamesTheFileIsNotRepeated() {
        Path log = Path.of("/logs/a.gz");

        assertThat(UnreadableFile.sentence(log, new IOException("/logs/a.gz is damaged from byte 7 on.")))
                .isEqualTo("/logs/a.gz is damaged from byte 7 on.");
        assertThat(UnreadableFile.sentence(log, new FileSystemException("/logs/a.gz", null, "Input/output error")))
                .isEqualTo("/logs/a.gz cannot be read: Input/output error.");
        assertThat(UnreadableFile.sentence(new EOFException())).isEqualTo("A log cannot be read: EOFException.");
    }
}
