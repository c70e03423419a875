/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntPredicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class ByteScanTest {
    private static int first(byte[] b, int from, IntPredicate wanted) {
        int at = from;
        while (at < b.length && !wanted.test(b[at] & 0xff)) {
            at++;
        }
        return at;
    }

    @Property(tries = 3000)
    void thePlaceIsTheOneThatASimpleLoopFinds(@ForAll("bytes") byte[] b) {
        for (int from = 0; from <= Math.min(b.length, 9); from++) {
            assertThat(ByteScan.quoteOrBackslash(b, from, b.length))
                    .isEqualTo(first(b, from, c -> c == '"' || c == '\\'));
            assertThat(ByteScan.first('\n', b, from, b.length)).isEqualTo(first(b, from, c -> c == '\n'));
            assertThat(ByteScan.first('Z', b, from, b.length)).isEqualTo(first(b, from, c -> c == 'Z'));
            assertThat(ByteScan.endOfPlainJson(b, from, b.length))
                    .isEqualTo(first(b, from, c -> c == '"' || c == '\\' || c < ' '));
            assertThat(ByteScan.noPrintableAscii(b, from, b.length))
                    .isEqualTo(first(b, from, c -> c <= ' ' || c >= 0x7f));
        }
    }

    @Provide
    Arbitrary<byte[]> bytes() {
        Arbitrary<Byte> any = Arbitraries.frequencyOf(
                Tuple.of(20, Arbitraries.bytes().between((byte) '#', (byte) 'Z')),
                Tuple.of(
                        1,
                        Arbitraries.of((byte) '"', (byte) '\\', (byte) ' ', (byte) '!', (byte) 0x7f, (byte) 0x7e, (byte)
                                '\n')),
                Tuple.of(1, Arbitraries.bytes()));
        return any.array(byte[].class).ofMaxSize(40);
    }
}
