/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import com.google.common.collect.Sets;
import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.interceptor.PackParser;
import io.github.trackreplay.mysql.ledger.ReadRejected;
import io.github.trackreplay.rejected.RejectedOffers;
import io.github.trackreplay.request.RequestReader;
import io.github.trackreplay.sink.Delivery;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trackreplay rejected replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Judges again what was rejected: with the format that is given here, and with the sites, tokens and settings that "
                    + "Matomo has now. What goes is applied, once, however often this is run and by whom; it comes late. What is "
                    + "rejected again goes on waiting, with its new reason. Agents may run meanwhile.",
            "Requests of the reason older-than-ledger may have been applied already, which nobody can tell any more: they are "
                    + "left out unless --reason names them.",
            "Packs in conflict (--reason conflict) are not replayed from here, because their places in the log cannot tell "
                    + "whether a request of theirs has been applied: it says which they are, and how to read their logs with "
                    + "import, which can.",
            "Exit codes: 0 nothing of it was rejected again, 1 something was or could not be offered, 69 database cannot be "
                    + "reached, 78 no usable Matomo or ledger."
        })
final class RejectedReplay implements Callable<Integer> {
    private static final String OLDER = "older-than-ledger";

    /** Whoever offers these again says that he believes them. */
    private static final Set<String> NOT_BELIEVED =
            Set.of("unsigned-event", "wrong-signature", "unproven-range", "unlisted-stream", RequestReader.REST);

    /** What nobody offers again who does not name it. */
    static final Set<String> ONLY_BY_NAME =
            Sets.union(NOT_BELIEVED, Set.of(OLDER)).immutableCopy();

    @Spec
    private CommandSpec spec;

    @Mixin
    private RejectedSelection rejected;

    @Mixin
    private ChatbotOptions chatbots;

    @Option(
            names = "--format",
            paramLabel = "F",
            defaultValue = "auto",
            description = "Name or format string of the lines. Default: ${DEFAULT-VALUE}")
    private String format;

    @Option(
            names = "--paths",
            paramLabel = "PATHS",
            description = "Paths of tracker calls, separated by blanks. Default: those with which each log was read.")
    private Optional<String> paths = Optional.empty();

    @Mixin
    private AllowanceOptions allowances;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        if (rejected.filter().names(ConflictText.REASON)) {
            return sayConflicts(out);
        }
        PackParser parser =
                new PackParser(format(), new ImportNotices(spec.commandLine().getErr()));
        RejectedOffers offers = new RejectedOffers(parser, paths);
        OfferTotals totals = new OfferTotals();
        long offered = 0;
        long older = 0;
        long unbelieved = 0;
        RejectedFilter filter = rejected.filter();
        try (OperatorEngine engine =
                OperatorEngine.open(rejected.database(), "rejected", allowances, chatbots.of(Set.of(), Set.of()))) {
            List<ReadRejected.Row> page = rejected.waitingAfter(0);
            while (!page.isEmpty()) {
                List<ReadRejected.Row> wanted = page.stream()
                        .filter(row -> !ONLY_BY_NAME.contains(row.why().reason())
                                || filter.names(row.why().reason()))
                        .toList();
                older += page.stream()
                        .filter(row -> row.why().reason().equals(OLDER) && !filter.names(OLDER))
                        .count();
                unbelieved += page.stream()
                        .filter(row -> NOT_BELIEVED.contains(row.why().reason())
                                && !filter.names(row.why().reason()))
                        .count();
                for (List<ReadRejected.Row> portion : RejectedOffers.portions(wanted)) {
                    List<Delivery> deliveries = offers.of(portion);
                    if (!deliveries.isEmpty()) {
                        totals.add(engine.replay(deliveries));
                        offered += deliveries.size();
                    }
                }
                page = rejected.waitingAfter(page.get(page.size() - 1).id());
            }
        }
        out.println(String.format(Locale.ROOT, "%,d offered again: ", offered) + totals.sentence());
        if (older > 0) {
            out.println(
                    String.format(Locale.ROOT, "%,d older than the ledger were left out (--reason %s).", older, OLDER));
        }
        if (unbelieved > 0) {
            out.println(String.format(
                    Locale.ROOT,
                    "%,d that no key had signed, that did not prove their range, of streams"
                            + " that nobody lists, or that are the rest of a container's line, were left out. If they are your"
                            + " frontends': --reason unsigned-event, wrong-signature, unproven-range,"
                            + " unlisted-stream or rest-of-line.",
                    unbelieved));
        }
        offers.impossible()
                .forEach((reason, number) -> out.println(String.format(
                        Locale.ROOT,
                        "%,d of the reason %s are events of which too little was kept. Read their logs again where they exist: "
                                + "trackreplay reprocess.",
                        number,
                        reason)));
        out.flush();
        return totals.anyRejected() || !offers.impossible().isEmpty() ? ExitCode.NO : ExitCode.OK;
    }

    private int sayConflicts(PrintWriter out) {
        List<String> lines = ConflictText.lines(Database.use(rejected.database(), rejected::conflicts));
        out.println(ConflictText.WHY);
        lines.forEach(out::println);
        if (lines.isEmpty()) {
            out.println("None wait.");
        }
        out.flush();
        return lines.isEmpty() ? ExitCode.OK : ExitCode.NO;
    }

    private LogFormat format() {
        try {
            return LogFormat.of(format);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, "--format: '" + format + "' " + e.getMessage(), e);
        }
    }
}
