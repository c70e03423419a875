/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

/** What a stream's row counts besides its place in the order. Mutable. */
public final class StreamTally {
    /** The identity of a stream whose log files we read ourselves: bytes of a file. */
    public static final String RANGE = "range";

    /** In place of a number of lines: something of the stream could be read. */
    private static final long READ = -1;

    private final long forgottenUntil;
    private String identity;
    private long late;
    private long rejectsInRow;
    private Course course;
    private boolean changed;

    /** Whether the stream's packs are judged. */
    public enum Course {
        /** They are. */
        RUNNING,
        /** Nothing of it could be read, nobody lists it, or it was renamed: set aside until the operator lets it go on. */
        STOPPED,
        /** The operator has: what was set aside is judged, while new ones are still set aside behind it. */
        RESUMING
    }

    /** A stream of which nothing is stored. */
    public StreamTally() {
        this(0, 0, Course.RUNNING, Long.MIN_VALUE, RANGE);
    }

    StreamTally(long late, long rejectsInRow, Course course, long forgottenUntil, String identity) {
        this.identity = identity;
        this.forgottenUntil = forgottenUntil;
        this.late = late;
        this.rejectsInRow = rejectsInRow;
        this.course = course;
    }

    static Course course(int code) {
        return code == 1 ? Course.STOPPED : code == 2 ? Course.RESUMING : Course.RUNNING;
    }

    int courseCode() {
        return course == Course.STOPPED ? 1 : course == Course.RESUMING ? 2 : 0;
    }

    public void addLate(long requests) {
        late += requests;
        changed = true;
    }

    /** Notes a line that cannot be read. It counts only as long as none of the stream could be: later ones visitors can send. */
    public void reject() {
        if (rejectsInRow != READ) {
            rejectsInRow++;
            changed = true;
        }
    }

    /** Notes that a request of the stream could be read, so that its format fits. */
    public void read() {
        changed |= rejectsInRow != READ;
        rejectsInRow = READ;
    }

    public void course(Course now) {
        course = now;
        changed = true;
    }

    /** What tells the requests apart that it brought last: {@link #RANGE} or a code of {@code RequestIdentity.Kind}. */
    public String identity() {
        return identity;
    }

    public void identity(String code) {
        changed |= !identity.equals(code);
        identity = code;
    }

    /** The greatest event time of the log files that the ledger has forgotten, or {@link Long#MIN_VALUE}. */
    public long forgottenUntil() {
        return forgottenUntil;
    }

    public long late() {
        return late;
    }

    /** How many lines could not be read before any could; -1 once one could be. */
    public long rejectsInRow() {
        return rejectsInRow;
    }

    public Course course() {
        return course;
    }

    public boolean changed() {
        return changed;
    }

    public void noteStored() {
        changed = false;
    }
}
