/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.mysql.matomo.MatomoApplier;
import io.github.trackreplay.mysql.matomo.MatomoHome;
import io.github.trackreplay.mysql.matomo.MatomoSchema;
import io.github.trackreplay.mysql.matomo.UnusableSchemaException;
import io.github.trackreplay.tracking.Decision;
import io.github.trackreplay.tracking.prepared.SecretRandomness;
import io.github.trackreplay.tracking.settings.ChatbotSites;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The Matomo on top of whose rows {@code explain} looks and decides. Writes nothing. */
final class ExplainedMatomo {
    private final DatabaseOptions database;

    ExplainedMatomo(DatabaseOptions database) {
        this.database = database;
    }

    /**
     * Says where the rules of this Matomo are not known; nothing is written here, so it goes on.
     *
     * @throws CommandFailure where there is no Matomo
     */
    void printRelease(Connection connection, TitledText text) throws SQLException {
        MatomoSchema schema = usable(connection);
        List<String> notes = Stream.of(schema.unknownRelease(), schema.invisibleTables(), schema.missingColumns())
                .flatMap(Optional::stream)
                .toList();
        if (!notes.isEmpty()) {
            text.print("Release", notes);
        }
    }

    private MatomoSchema usable(Connection connection) throws SQLException {
        try {
            return MatomoSchema.read(connection, database.prefix());
        } catch (UnusableSchemaException e) {
            throw new CommandFailure(ExitCode.CONFIGURATION, e.problem(), e);
        }
    }

    /**
     * What would become of requests that came now, one after the other.
     *
     * @param connection in a transaction that the caller rolls back
     */
    List<Decision.Decided> decide(Connection connection, List<LocatedRequest> requests, ChatbotSites chatbots)
            throws SQLException {
        if (requests.isEmpty()) {
            return List.of();
        }
        MatomoHome home = database.matomoHome().map(MatomoHome::at).orElseGet(MatomoHome::none);
        try (MatomoApplier applier = new MatomoApplier(
                home, database.prefix(), InstantSource.system(), new SecretRandomness(new byte[] {0}))) {
            return applier.takingPages(chatbots).consider(connection, requests);
        }
    }
}
