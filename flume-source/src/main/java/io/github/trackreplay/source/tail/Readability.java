/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** Whether files on disk can be read: says once that one cannot, and once that it can again. For one thread. */
record Readability(Disk disk, TailListener listener, Disturbances disturbances) {
    /** A carrier could not be read; one that has been renamed away or removed is found by the next listing, or not. */
    void failed(Carrier carrier, IOException why) {
        disturbances.disturb();
        if (!disk.exists(carrier.path()) || why instanceof NoSuchFileException) {
            carrier.close();
            carrier.wentAway();
        } else {
            carrier.close();
            if (carrier.cannotBeRead()) {
                listener.unreadable(carrier.path(), String.valueOf(why.getMessage()));
            }
        }
        carrier.unsettle();
    }

    /** A carrier has been read. */
    void succeeded(Carrier carrier) {
        if (carrier.canBeRead()) {
            disturbances.disturb();
            listener.readableAgain(carrier.path());
        }
    }
}
