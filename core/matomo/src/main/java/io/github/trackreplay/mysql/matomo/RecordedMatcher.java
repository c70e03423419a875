/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.tracking.Lead;
import io.github.trackreplay.tracking.Trace;
import io.github.trackreplay.tracking.Tracker;
import io.github.trackreplay.tracking.model.ActionName;
import io.github.trackreplay.tracking.model.Known;
import io.github.trackreplay.tracking.model.OrderName;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Wanted;
import io.github.trackreplay.tracking.prepared.Randomness;
import io.github.trackreplay.tracking.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Tells which requests Matomo's tables have already, whoever recorded them, before any of them is applied. A row of {@code
 * log_link_visit_action} accounts for one request, however often it is asked: of two that are the same where one is recorded, one is
 * new. It is exact for requests with a page view id, and for orders; what leaves less is judged by its visitor, or where that is
 * not told by what it did and when, and what leaves no row of its own by its visit. Reads only, locks nothing. For one thread.
 *
 * <p>Why so: {@code docs/decisions/0037-what-is-recorded-already.md}.
 */
public final class RecordedMatcher {
    /** How far the time in a log (often that of the answer) may be from the one that Matomo has recorded, in seconds. */
    public static final long TOLERANCE = 10;

    private final LoadedDefinitions definitions;
    private final String prefix;
    private final InstantSource clock;
    private final Randomness randomness;
    private final ClaimedRows claimed = new ClaimedRows();
    private final SeenPageViews pageViews = new SeenPageViews(TOLERANCE);
    private Optional<Sources> sources = Optional.empty();
    private Optional<Reading> reading = Optional.empty();
    private Optional<RecordedEnds> ends = Optional.empty();

    private record Sources(MatomoSchema schema, RecordedReader recorded) {}

    /** How requests are understood: with definitions, which take long to load, so not before there is anything to look for. */
    private record Reading(KnownReader known, Settings settings, Tracker tracker) {}

    /**
     * What was found.
     *
     * @param recorded the places of requests that are recorded
     * @param probable those among them that are only told by what they did and when, or by their visits
     * @param claiming those among them that have claimed a row, which then is nobody else's
     */
    public record Found(BitSet recorded, BitSet probable, BitSet claiming) {}

    /**
     * @param definitions of Matomo's directory
     * @param prefix of Matomo's tables
     * @param clock tells how old a request is
     */
    public RecordedMatcher(LoadedDefinitions definitions, String prefix, InstantSource clock, Randomness randomness) {
        this.definitions = definitions;
        this.prefix = prefix;
        this.clock = clock;
        this.randomness = randomness;
    }

    /**
     * Whether Matomo's tables have anything at all of a time.
     *
     * @param from milliseconds since 1970-01-01 UTC
     * @param to as well
     */
    public boolean any(Connection connection, long from, long to) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return sources(connection)
                    .recorded()
                    .any(statement, Math.floorDiv(from, 1000L) - TOLERANCE, Math.floorDiv(to, 1000L) + TOLERANCE);
        }
    }

    /** Gives all claimed rows back, so that requests may be looked for again. */
    public void release() {
        claimed.clear();
        pageViews.clear();
    }

    /**
     * Looks for requests, and claims the rows that account for them.
     *
     * @param connection any; what it reads need not be of one moment
     * @param requests of any sites and times; the nearer these are, the fewer rows are read
     */
    public Found find(Connection connection, List<LocatedRequest> requests) throws SQLException {
        Sources from = sources(connection);
        Reading as = reading(connection, from.schema());
        long now = clock.instant().getEpochSecond();
        Function<LocatedRequest, Optional<Lead>> lead = request -> as.tracker().lead(request, as.settings(), now);
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            RecordedEnds until = ends(from.recorded(), statement, now);
            List<Clue> clues = requests.parallelStream()
                    .map(request -> Clue.of(request, until, lead))
                    .toList();
            until.askForPings(from.recorded(), statement);
            BitSet followed = pageViews.find(from.recorded(), statement, clues);
            List<Optional<Trace>> traces = traces(clues, followed, requests, lead);
            Known known = new Known();
            load(connection, as.known(), traces, known);
            return match(traces, from.recorded(), statement, known);
        }
    }

    /** Asked for once: who applies anything of long ago meanwhile is not seen, as behind the look. */
    private RecordedEnds ends(RecordedReader reader, Statement statement, long now) throws SQLException {
        if (ends.isEmpty()) {
            ends = Optional.of(RecordedEnds.read(reader, statement, now, TOLERANCE));
        }
        return ends.get();
    }

    private static List<Optional<Trace>> traces(
            List<Clue> clues,
            BitSet followed,
            List<LocatedRequest> requests,
            Function<LocatedRequest, Optional<Lead>> lead) {
        return IntStream.range(0, clues.size())
                .parallel()
                .mapToObj(i -> followed.get(i)
                        ? clues.get(i)
                                .lead()
                                .or(() -> lead.apply(requests.get(i)))
                                .flatMap(Lead::trace)
                        : Optional.<Trace>empty())
                .toList();
    }

    private Found match(List<Optional<Trace>> traces, RecordedReader reader, Statement statement, Known known)
            throws SQLException {
        BitSet found = new BitSet(traces.size());
        BitSet probable = new BitSet(traces.size());
        LinkMatches links = new LinkMatches(TOLERANCE);
        VisitMatches visits = new VisitMatches(TOLERANCE, pageViews);
        for (int i = 0; i < traces.size(); i++) {
            if (traces.get(i).isPresent()) {
                await(i, traces.get(i).get(), reader, known, links, visits, found);
            }
        }
        List<TimeWindows> windows = TimeWindows.around(links.traces(), TOLERANCE);
        reader.links(statement, windows, links.needConfigurations(), links::offer);
        BitSet claiming = new BitSet(traces.size());
        visits.find(reader, statement, probable);
        links.claim(claimed, claiming, probable); // last: what fails before may be asked again
        found.or(claiming);
        found.or(probable);
        return new Found(found, probable, claiming);
    }

    /** Salts of days first, since configurations need them; then names and orders. */
    private static void load(Connection connection, KnownReader reader, List<Optional<Trace>> traces, Known known)
            throws SQLException {
        Wanted wanted = new Wanted();
        present(traces).filter(RecordedMatcher::needsConfiguration).forEach(trace -> trace.workOut(known, wanted));
        boolean salts = !wanted.isEmpty();
        present(traces).forEach(trace -> want(trace, known, wanted));
        if (!wanted.isEmpty()) {
            try (SqlCalls calls = SqlCalls.alone(connection)) {
                reader.load(calls, wanted, known);
            }
        }
        if (salts) {
            Wanted nothing = new Wanted();
            present(traces).toList().parallelStream()
                    .filter(RecordedMatcher::needsConfiguration)
                    .forEach(trace -> trace.workOut(known, nothing));
        }
    }

    private static Stream<Trace> present(List<Optional<Trace>> traces) {
        return traces.stream().flatMap(Optional::stream);
    }

    private static boolean needsConfiguration(Trace trace) {
        return !(trace.left() instanceof Trace.Left.Order)
                && !(trace.left() instanceof Trace.Left.Link
                        && !trace.idPageview().isEmpty());
    }

    private static void want(Trace trace, Known known, Wanted wanted) {
        if (trace.left() instanceof Trace.Left.Link link) {
            known.wantActions(
                    link.names().values().stream().flatMap(Optional::stream).toList(), wanted);
        } else if (trace.left() instanceof Trace.Left.Order order) {
            known.wantOrder(new OrderName(trace.idSite(), order.idOrder()), wanted);
        }
    }

    private static void await(
            int request,
            Trace trace,
            RecordedReader reader,
            Known known,
            LinkMatches links,
            VisitMatches visits,
            BitSet found) {
        if (trace.left() instanceof Trace.Left.Link link) {
            ids(link.names(), reader.actionColumns(), known).ifPresent(ids -> links.await(request, trace, ids));
        } else if (trace.left() instanceof Trace.Left.Order order) {
            found.set(request, known.orderExists(new OrderName(trace.idSite(), order.idOrder())));
        } else {
            visits.await(request, trace);
        }
    }

    /** Nothing if one of the names is in no row: then no action has it. */
    private static Optional<List<Long>> ids(
            Map<String, Optional<ActionName>> names, List<String> columns, Known known) {
        List<Long> ids = new ArrayList<>(columns.size());
        for (String column : columns) {
            Optional<ActionName> name = names.getOrDefault(column, Optional.empty());
            Optional<Ref> row = name.flatMap(known::action);
            if (name.isPresent() && row.isEmpty()) {
                return Optional.empty();
            }
            ids.add(row.map(ref -> ((Ref.Id) ref).id()).orElse(0L));
        }
        return Optional.of(List.copyOf(ids));
    }

    private Sources sources(Connection connection) throws SQLException {
        if (sources.isEmpty()) {
            MatomoSchema schema = MatomoSchema.read(connection, prefix);
            sources = Optional.of(new Sources(schema, new RecordedReader(schema)));
        }
        return sources.get();
    }

    private Reading reading(Connection connection, MatomoSchema schema) throws SQLException {
        if (reading.isEmpty()) {
            Settings settings = new SettingsReader(schema, configuration()).read(connection);
            Tracker tracker = new Tracker(new DefinitionsReader(definitions).read(settings), randomness);
            reading = Optional.of(new Reading(new KnownReader(schema), settings, tracker));
        }
        return reading.get();
    }

    private IniFile configuration() {
        try {
            return definitions.home().configuration();
        } catch (IOException e) {
            throw new UncheckedIOException("Matomo's configuration cannot be read: " + e.getMessage(), e);
        }
    }
}
