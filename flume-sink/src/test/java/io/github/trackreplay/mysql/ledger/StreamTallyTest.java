/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.mysql.ledger.StreamTally.Course;
import io.github.trackreplay.order.FileAccount;
import io.github.trackreplay.order.FileTrack;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamTallyTest {
    private static StreamTally stored(long late, long rejects, Course course) {
        return new StreamTally(late, rejects, course, 4_000, "topic");
    }

    @Test
    void whatIsStoredIsKeptAndNeedsNotBeStoredAgain() {
        StreamTally tally = stored(3, 2, Course.RESUMING);

        assertThat(tally.late()).isEqualTo(3);
        assertThat(tally.rejectsInRow()).isEqualTo(2);
        assertThat(tally.course()).isEqualTo(Course.RESUMING);
        assertThat(tally.forgottenUntil()).isEqualTo(4_000);
        assertThat(tally.identity()).isEqualTo("topic");
        assertThat(tally.changed()).isFalse();
    }

    @Test
    void aNewStreamHasForgottenNothingAndIsTakenByItsRanges() {
        StreamTally tally = new StreamTally();

        assertThat(tally.forgottenUntil()).isEqualTo(Long.MIN_VALUE);
        assertThat(tally.identity()).isEqualTo(StreamTally.RANGE);
        assertThat(tally.course()).isEqualTo(Course.RUNNING);
        assertThat(tally.late() + tally.rejectsInRow()).isZero();
    }

    @Test
    void lateRequestsAddUp() {
        StreamTally tally = stored(3, 0, Course.RUNNING);

        tally.addLate(4);

        assertThat(tally.late()).isEqualTo(7);
        assertThat(tally.changed()).isTrue();
        tally.noteStored();
        assertThat(tally.changed()).isFalse();
    }

    @Test
    void linesThatCannotBeReadCountUntilOneCould() {
        StreamTally tally = stored(0, 2, Course.RUNNING);

        tally.reject();
        assertThat(tally.rejectsInRow()).isEqualTo(3);
        assertThat(tally.changed()).isTrue();

        tally.noteStored();
        tally.read();
        assertThat(tally.rejectsInRow()).isEqualTo(-1);
        assertThat(tally.changed()).isTrue();

        tally.noteStored();
        tally.read();
        tally.reject();
        assertThat(tally.rejectsInRow()).isEqualTo(-1);
        assertThat(tally.changed()).isFalse();
    }

    @Test
    void onlyAnotherIdentityIsAChange() {
        StreamTally tally = stored(0, 0, Course.RUNNING);

        tally.identity("topic");
        assertThat(tally.changed()).isFalse();
        tally.identity("bytes");
        assertThat(tally.changed()).isTrue();
        tally.identity("bytes");
        assertThat(tally.changed()).isTrue();
        assertThat(tally.identity()).isEqualTo("bytes");
    }

    @Test
    void theCoursesCodesAreThoseOfTheTable() {
        for (Course course : Course.values()) {
            StreamTally tally = stored(0, 0, Course.RUNNING);
            tally.course(course);
            assertThat(tally.changed()).isTrue();
            assertThat(tally.course()).isEqualTo(course);
            assertThat(StreamTally.course(tally.courseCode())).isEqualTo(course);
        }
        assertThat(stored(0, 0, Course.RUNNING).courseCode()).isZero();
        assertThat(stored(0, 0, Course.STOPPED).courseCode()).isEqualTo(1);
        assertThat(stored(0, 0, Course.RESUMING).courseCode()).isEqualTo(2);
    }

    @Test
    void theKindsOfRangesAreThoseOfTheTable() {
        LogFile log = new LogFile("web-1", new Fingerprint("ab".repeat(32)), 7, Optional.empty());
        FileTrack file = new FileTrack(1, log, true, 2, FileAccount.of(0, 0, 0, 0, 0, 0));

        assertThat(RangeKind.of(0).of(file)).isSameAs(file.taken());
        assertThat(RangeKind.of(1).of(file)).isSameAs(file.passed());
        assertThat(RangeKind.of(2).of(file)).isSameAs(file.accepted());
        for (RangeKind kind : RangeKind.values()) {
            assertThat(RangeKind.of(kind.code())).isEqualTo(kind);
        }
        assertThatThrownBy(() -> RangeKind.of(3))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("3")
                .hasMessageContaining("Upgrade");
    }
}
