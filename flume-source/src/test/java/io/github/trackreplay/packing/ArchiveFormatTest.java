/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.packing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ArchiveFormatTest {
    private static final byte[] TEXT = "GET /matomo.php?action_name=%20\u00e4\u20ac\ud83d\ude00 HTTP/1.1\n"
            .repeat(300)
            .getBytes(UTF_8);

    /** What Java's gzip takes for padding. */
    private static final int PADDING = 18;

    /** Of {@code yes line | head -n 99999 | zstd --long=27}. */
    private static final String ZSTD_LONG =
            "28b52ffd04886c0000286c696e650a0100f8ffc88b164c0000086e0100fcff3910024c0000080a0100fcff3910024d00000869010017a13910027cc93bb2";

    private static byte[] unpacked(byte[] packed) throws IOException {
        try (InputStream in = ArchiveFormat.of(packed).orElseThrow().open(() -> new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsPackedIsRecognisedAndRead(ArchiveFormat packing) throws IOException {
        byte[] packed = Packed.by(packing, TEXT);

        assertThat(ArchiveFormat.of(packed)).contains(packing);
        assertThat(unpacked(packed)).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"UTF_16LE", "UTF_16BE"})
    void archivesBehindEachOtherAreOne(ArchiveFormat packing) throws IOException {
        byte[] both = Bytes.concat(Packed.by(packing, TEXT), Packed.by(packing, "and more\n".getBytes(UTF_8)));

        assertThat(unpacked(both)).isEqualTo(Bytes.concat(TEXT, "and more\n".getBytes(UTF_8)));
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"UTF_16LE", "UTF_16BE"})
    void anArchiveWithinAnArchiveIsNotTakenForALogWithoutCalls(ArchiveFormat packing) throws IOException {
        byte[] twice = Packed.by(packing, Packed.by(ArchiveFormat.GZIP, TEXT));
        byte[] zip = Packed.by(packing, "PK\3\4 and more".getBytes(UTF_8));

        assertThatThrownBy(() -> unpacked(twice))
                .isInstanceOf(DamagedArchiveException.class)
                .hasMessageContaining("an archive again");
        assertThatThrownBy(() -> unpacked(zip)).isInstanceOf(DamagedArchiveException.class);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"UTF_16LE", "UTF_16BE"})
    void anArchiveOfUtf16IsReadAsUtf8(ArchiveFormat packing) throws IOException {
        byte[] wide = Packed.by(ArchiveFormat.UTF_16LE, TEXT);

        assertThat(unpacked(Packed.by(packing, wide))).isEqualTo(TEXT);
    }

    /** But for the header of a further archive: a few bytes behind a complete one count as padding, as for gzip's own program. */
    @ParameterizedTest
    @EnumSource
    void whereverAnArchiveBreaksOffThatIsSaid(ArchiveFormat packing) throws IOException {
        byte[] one = Packed.by(packing, TEXT);
        byte[] whole = packing.isArchive() ? Bytes.concat(one, Packed.by(packing, TEXT)) : one;
        Random random = new Random(16);
        for (int i = 0; i < 300; i++) {
            int length = ArchiveFormat.LONGEST + random.nextInt(whole.length - ArchiveFormat.LONGEST);
            boolean complete =
                    packing.isArchive() ? length >= one.length && length <= one.length + PADDING : length % 2 == 0;
            byte[] cut = Arrays.copyOf(whole, length);
            if (!complete) {
                assertThatThrownBy(() -> unpacked(cut))
                        .as("%s cut at %s of %s", packing, length, one.length)
                        .isInstanceOf(DamagedArchiveException.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"UTF_16LE", "UTF_16BE"})
    void aChangedBitNeverGivesOtherTextWithoutAWord(ArchiveFormat packing) throws IOException {
        byte[] whole = Packed.by(packing, TEXT);
        Random random = new Random(17);
        for (int i = 0; i < 300; i++) {
            byte[] changed = whole.clone();
            changed[ArchiveFormat.LONGEST + random.nextInt(whole.length - ArchiveFormat.LONGEST)] ^=
                    (byte) (1 << random.nextInt(8));
            try {
                assertThat(unpacked(changed)).isEqualTo(TEXT);
            } catch (DamagedArchiveException e) {
                assertThat(e).hasMessageContaining("");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeReadIsNotCalledDamaged(ArchiveFormat packing) throws IOException {
        byte[] packed = Packed.by(packing, TEXT);
        ArchiveFormat.Opener failing = () -> new InputStream() {
            private int at;

            @Override
            public int read() throws IOException {
                if (at == packed.length / 2) {
                    throw new IOException("Input/output error");
                }
                return packed[at++] & 0xff;
            }

            @Override
            public int read(byte[] to, int from, int length) throws IOException {
                to[from] = (byte) read();
                return 1;
            }
        };

        assertThatThrownBy(() -> {
                    try (InputStream in = packing.open(failing)) {
                        in.readAllBytes();
                    }
                })
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("Input/output error");
    }

    @Test
    void halfASurrogatePairStaysWhatItIs() throws IOException {
        assertThat(unpacked(HexFormat.of().parseHex("fffe" + "6100" + "3dd8" + "6200" + "00dc" + "3dd8")))
                .isEqualTo(HexFormat.of().parseHex("61" + "eda0bd" + "62" + "edb080" + "eda0bd"));
    }

    @Test
    void utf16IsToldWithoutItsMark() throws IOException {
        assertThat(unpacked(new String(TEXT, UTF_8).getBytes(StandardCharsets.UTF_16LE)))
                .isEqualTo(TEXT);
        assertThat(unpacked(new String(TEXT, UTF_8).getBytes(StandardCharsets.UTF_16BE)))
                .isEqualTo(TEXT);
        assertThat(ArchiveFormat.of("\0\0\0\0\0\0GET".getBytes(UTF_8))).isEmpty();
        assertThat(ArchiveFormat.of("\0GET / HTTP/1.1".getBytes(UTF_8))).isEmpty();
        assertThat(ArchiveFormat.of("a\0".getBytes(UTF_8))).isEmpty();
    }

    @Test
    void whatNeedsTooMuchMemoryIsRefusedWithTheProgramThatReadsIt() {
        // A zstd frame with a window of 128 MiB and a block of two sequences, and the header of xz --lzma2=dict=256MiB.
        byte[] frame = HexFormat.of().parseHex(ZSTD_LONG);
        byte[] xz = HexFormat.of().parseHex("fd377a585a000004e6d6b44602002101200000000988a576e007cf01315d00188c");

        assertThatThrownBy(() -> unpacked(frame)).hasMessageContaining("zstd -dc --long=31 FILE | trackreplay import");
        assertThatThrownBy(() -> unpacked(xz)).hasMessageContaining("xzcat");
    }

    @ParameterizedTest
    @CsvSource({
        "lz4, 04224d18",
        "compress, 1f9d90",
        "zip, 504b0304",
        "7z, 377abcaf271c",
        "lzip, 4c5a495001",
        "pzstd, 502a4d18"
    })
    void archivesThatAreNotReadAreNamed(String name, String magic) {
        assertThat(ForeignFormat.of(HexFormat.of().parseHex(magic + "00000000")))
                .hasValueSatisfying(foreign ->
                        assertThat(foreign.sentence()).contains("packed by " + name, "FILE | trackreplay import"));
    }
}
