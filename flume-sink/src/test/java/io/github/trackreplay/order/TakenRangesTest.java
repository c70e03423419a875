/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TakenRangesTest {
    /** A range with a watermark. */
    record Step(ByteRange range, long watermark) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, 60),
                        Arbitraries.longs().between(0, 12),
                        Arbitraries.longs().between(0, 9))
                .as((start, length, watermark) -> new Step(new ByteRange(start, start + length), watermark))
                .list()
                .ofMaxSize(30);
    }

    @Property
    void knowsExactlyWhichBytesAreMissing(@ForAll("steps") List<Step> steps) {
        TakenRanges ranges = new TakenRanges();
        BitSet model = new BitSet();
        for (Step step : steps) {
            BitSet missing = new BitSet();
            for (ByteRange part : ranges.missing(step.range())) {
                assertThat(part.length()).isPositive();
                missing.set((int) part.start(), (int) part.end());
            }
            BitSet expected = new BitSet();
            expected.set((int) step.range().start(), (int) step.range().end());
            expected.andNot(model);
            assertThat(missing).isEqualTo(expected);

            ranges.add(step.range(), step.watermark());
            model.set((int) step.range().start(), (int) step.range().end());
            assertThat(ranges.bytes()).isEqualTo(model.cardinality());
            assertThat(ranges.end()).isGreaterThanOrEqualTo(model.length());
        }
    }

    @Property
    void spansNeitherTouchNorOverlap(@ForAll("steps") List<Step> steps) {
        TakenRanges ranges = new TakenRanges();
        steps.forEach(step -> ranges.add(step.range(), step.watermark()));

        List<TakenRanges.Span> spans = ranges.spans();
        for (int i = 1; i < spans.size(); i++) {
            assertThat(spans.get(i - 1).end()).isLessThan(spans.get(i).start());
        }
    }

    @Property
    void changesCarryAStoredCopyAlong(@ForAll("steps") List<Step> steps) {
        TakenRanges ranges = new TakenRanges();
        TreeMap<Long, TakenRanges.Span> stored = new TreeMap<>();
        int i = 0;
        for (Step step : steps) {
            ranges.add(step.range(), step.watermark());
            if (i++ % 3 == 0) {
                TakenRanges.Changes changes = ranges.drain();
                changes.removed().forEach(stored::remove);
                changes.written().forEach(span -> stored.put(span.start(), span));
                assertThat(new ArrayList<>(stored.values())).isEqualTo(ranges.spans());
            }
        }
    }
}
