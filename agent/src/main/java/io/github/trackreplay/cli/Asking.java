/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.cli.Database.Work;

/** Asks a database on a connection of its own. */
interface Asking {
    <T> T use(Work<T> work) throws InterruptedException;

    /** Once, without patience. */
    static Asking once(DatabaseOptions database) {
        return new Asking() {
            @Override
            public <T> T use(Work<T> work) {
                return Database.use(database, work);
            }
        };
    }
}
