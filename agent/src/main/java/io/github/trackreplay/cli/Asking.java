/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.cli.Database.Work;

/** Asks a database beside whoever writes into it. */
interface Asking {
    /** @throws CommandFailure with a sentence, if the database cannot be asked */
    <T> T use(Work<T> work) throws InterruptedException;
}
