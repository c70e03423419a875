/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.packing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stock Flume without the libraries of some packings reads all others, and says what is missing of the archive concerned. */
class MissingLibraryTest {
    private static final byte[] TEXT = "a line\n".repeat(300).getBytes(UTF_8);

    /** Loads our classes anew, where some libraries are not there. */
    private static final class Without extends ClassLoader {
        private static final List<String> MISSING =
                List.of("org.apache.commons.compress.", "org.tukaani.", "io.airlift.compress.");

        private Without() {
            super(MissingLibraryTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (MISSING.stream().anyMatch(name::startsWith)) {
                throw new ClassNotFoundException(name);
            }
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            return name.startsWith("io.github.trackreplay.") ? defined(name) : super.loadClass(name, resolve);
        }

        private Class<?> defined(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    /** Unpacks, or gives the sentence that says why not. */
    public static final class Reading implements Function<byte[], Object> {
        @Override
        public Object apply(byte[] packed) {
            try (InputStream in = ArchiveFormat.of(packed).orElseThrow().open(() -> new ByteArrayInputStream(packed))) {
                return in.readAllBytes();
            } catch (DamagedArchiveException e) {
                return e.getMessage();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Object read(byte[] packed) throws ReflectiveOperationException {
        Class<?> reading = new Without().loadClass(Reading.class.getName());
        return ((Function<byte[], Object>) reading.getDeclaredConstructor().newInstance()).apply(packed);
    }

    @ParameterizedTest
    @EnumSource(names = {"BZIP2", "XZ", "ZSTD"})
    void whatCannotBeUnpackedIsSaidOfThatArchive(ArchiveFormat packing) throws Exception {
        assertThat(read(Packed.by(packing, TEXT)))
                .asString()
                .contains("class path lacks", "commons-compress", "plugins.d/trackreplay/libext", "unpack the archive");
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "UTF_16LE", "UTF_16BE"})
    void everythingElseIsReadAsEver(ArchiveFormat packing) throws Exception {
        assertThat(read(Packed.by(packing, TEXT))).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 12})
    void aDamagedGzipIsSaidToBeDamaged(int length) throws Exception {
        byte[] whole = Packed.by(ArchiveFormat.GZIP, TEXT);
        byte[] cut = Arrays.copyOf(whole, length);

        assertThat(read(cut)).asString().doesNotContain("class path");
    }
}
