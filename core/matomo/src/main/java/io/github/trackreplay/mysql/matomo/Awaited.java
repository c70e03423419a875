/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** What has come of work in another thread. */
final class Awaited {
    private Awaited() {}

    /**
     * Waits for it, whoever interrupts.
     *
     * @throws SQLException what the work met
     */
    static <T> @Nullable T result(Future<T> work) throws SQLException {
        try {
            return Uninterruptibles.getUninterruptibly(work);
        } catch (ExecutionException e) {
            Throwable cause = cause(e);
            Throwables.throwIfInstanceOf(cause, SQLException.class);
            Throwables.throwIfUnchecked(cause);
            throw new IllegalStateException(cause);
        }
    }

    /** What the work itself has thrown. */
    static Throwable cause(ExecutionException failure) {
        return Objects.requireNonNullElse(failure.getCause(), failure);
    }
}
