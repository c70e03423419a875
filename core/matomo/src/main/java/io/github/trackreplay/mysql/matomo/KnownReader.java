/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.model.Known;
import io.github.trackreplay.tracking.model.Wanted;
import java.sql.SQLException;

/**
 * Loads what the tracker wants to know: one query a table and call, however many keys, each by an index that Matomo has.
 * Visits are locked for the rest of the transaction, so that nobody changes them between this and the update. Stateless but
 * for the schema, and for actions that have been found before.
 */
final class KnownReader {
    private final VisitReader visits;
    private final ActionReader actions;
    private final GoalReader goals;
    private final OptionReader options;

    KnownReader(MatomoSchema schema) {
        this.visits = new VisitReader(schema);
        this.actions = new ActionReader(schema, new RememberedActions());
        this.goals = new GoalReader(schema);
        this.options = new OptionReader(schema);
    }

    /** Loads all that is wanted into what is known. */
    void load(SqlCalls calls, Wanted wanted, Known known) throws SQLException {
        read(calls, wanted).tell(known);
    }

    /** Reads all that is wanted. */
    Answers read(SqlCalls calls, Wanted wanted) throws SQLException {
        Answers answers = new Answers();
        options.read(calls, wanted, answers);
        visits.read(calls, wanted, answers);
        actions.read(calls, wanted, answers);
        goals.read(calls, wanted, answers);
        return answers;
    }
}
