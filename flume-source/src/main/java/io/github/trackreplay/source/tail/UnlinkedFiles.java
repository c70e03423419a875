/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

/**
 * What only the reader still holds: files that were removed before it could be told which log files they are. No position names them, so
 * what they hold is gone with the reader. For one thread.
 */
final class UnlinkedFiles {
    private final String stream;
    private final TailListener listener;
    private final Carriers carriers;

    UnlinkedFiles(TailedStream stream) {
        this.stream = stream.name();
        this.listener = stream.listener();
        this.carriers = stream.carriers();
    }

    /** The reader stops: says what is gone with it, but for what a file that is there begins with. */
    void letGo() {
        carriers.opened().stream()
                .filter(carrier ->
                        carrier.isUndecided() && carrier.isOpenPlain() && !carrier.listed() && carrier.size() > 0)
                .filter(carrier ->
                        carriers.all().stream().noneMatch(other -> other.listed() && other.beginsAs(carrier)))
                .forEach(carrier -> listener.lostUnidentified(stream, carrier.path(), carrier.size()));
    }
}
