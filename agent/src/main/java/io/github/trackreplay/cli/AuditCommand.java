/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.audit.Account;
import io.github.trackreplay.audit.FileAudit;
import io.github.trackreplay.audit.LedgerFile;
import io.github.trackreplay.audit.ReadLedgerFile;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.order.ByteRange;
import io.github.trackreplay.validate.UnreadableFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trackreplay audit}: whether every byte of a log file is accounted for. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = {
            "Reads log files again and compares them with the ledger, line by line. Says which bytes have been taken, what became "
                    + "of them, and which are missing; where the ledger has proofs of their content, whether they are the same bytes. "
                    + "Changes nothing. A stream that nobody waits for (it is not listed, or was retired) does not count where the file is "
                    + "one of another stream as well.",
            "Exit codes: 0 every byte is accounted for, 1 something is missing or contradicts itself, 69 database cannot be "
                    + "reached, 78 a file cannot be read."
        })
final class AuditCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOptions database;

    @Option(
            names = "--stream",
            paramLabel = "NAME",
            description = "Only under this stream. Default: whichever has the file.")
    private Optional<String> stream = Optional.empty();

    @Option(names = "--json", description = "One JSON document a line.")
    private boolean json;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "Log files, plain or packed (gzip, bzip2, xz, zstd).")
    private List<Path> files;

    @Override
    public Integer call() {
        ReadLedgerFile ledger = new ReadLedgerFile(new LedgerTables(database.prefix()));
        Known known = Database.use(
                database,
                connection -> new Known(
                        ledger.fingerprints(connection, stream, true), ledger.fingerprints(connection, stream, false)));
        boolean complete = true;
        for (Path path : files) {
            try {
                complete &= audit(path, ledger, known);
            } catch (IOException e) {
                throw new CommandFailure(ExitCode.CONFIGURATION, UnreadableFile.sentence(path, e), e);
            }
        }
        spec.commandLine().getOut().flush();
        return complete ? ExitCode.OK : ExitCode.NO;
    }

    /** The fingerprints of the ledger: of a stream that nobody waits for somebody else may have sent one that is longer. */
    private record Known(Set<String> awaited, Set<String> all) {
        Optional<String> of(FileAudit audit) throws IOException {
            Optional<String> first = audit.fingerprint(awaited);
            return first.isPresent() || all.size() == awaited.size() ? first : audit.fingerprint(all);
        }
    }

    private boolean audit(Path path, ReadLedgerFile ledger, Known known) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        FileAudit audit = new FileAudit(path);
        Optional<String> fingerprint = known.of(audit);
        if (fingerprint.isEmpty()) {
            out.println(
                    json
                            ? JsonOption.of(Map.of("path", path.toString(), "known", false))
                            : path + ": the ledger does not know this file"
                                    + stream.map(s -> " under stream " + s).orElse("")
                                    + ". Nothing of it has been taken.");
            return false;
        }
        List<LedgerFile> rows = Database.use(database, connection -> ledger.of(connection, fingerprint.get(), stream));
        boolean awaited = rows.stream().anyMatch(row -> row.name().awaited());
        boolean complete = true;
        for (LedgerFile file : rows) {
            Account account = audit.account(file);
            boolean counts = file.name().awaited() || !awaited;
            if (json) {
                out.println(JsonOption.of(document(path, account, counts)));
            } else {
                print(path, account, counts, out);
            }
            complete &= !counts || account.problems().isEmpty();
        }
        return complete;
    }

    private static void print(Path path, Account account, boolean counts, PrintWriter out) {
        LedgerFile file = account.file();
        LedgerFile.Name name = file.name();
        LedgerFile.Found found = file.found();
        LedgerFile.Bytes bytes = file.bytes();
        out.println(path + ": stream " + name.stream() + ", file " + name.number() + " of its chain"
                + name.previous()
                        .map(p -> " (after " + p.substring(0, 12) + "…)")
                        .orElse(""));
        out.println("  fingerprint " + name.fingerprint());
        out.println("  read as     " + found.host() + (found.path().isEmpty() ? "" : ":" + found.path()));
        out.println(String.format(
                Locale.ROOT,
                "  bytes       %,d = %,d applied + %,d skipped + %,d rejected + %,d held back + %,d lost%s",
                account.length(),
                bytes.applied(),
                bytes.skipped(),
                bytes.rejected(),
                bytes.held(),
                bytes.lost(),
                account.gaps().isEmpty() ? "" : " + what is missing"));
        file.ranges()
                .taken()
                .forEach(range -> out.println(
                        String.format(Locale.ROOT, "  taken       %,d to %,d", range.start(), range.end())));
        out.println(
                account.proof().proven() > 0
                        ? String.format(
                                Locale.ROOT,
                                "  proven      the same bytes up to %,d",
                                account.proof().proven())
                        : "  proven      nothing: the ledger has no proofs of this file");
        List<String> problems = account.problems();
        problems.forEach(problem -> out.println("  MISSING     " + problem));
        out.println(problems.isEmpty() ? "  Every byte is accounted for." : "  NOT every byte is accounted for.");
        if (!counts) {
            out.println(
                    "  That does not count: nobody waits for this stream (it is not listed, or was retired), and the file is one of"
                            + " another stream as well.");
        }
    }

    private static Map<String, Object> document(Path path, Account account, boolean counts) {
        LedgerFile file = account.file();
        LedgerFile.Name name = file.name();
        LedgerFile.Found found = file.found();
        LedgerFile.Bytes bytes = file.bytes();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("path", path.toString());
        json.put("known", true);
        json.put("counts", counts);
        json.put("stream", name.stream());
        json.put("fingerprint", name.fingerprint());
        json.put("number", name.number());
        json.put("previous", name.previous().orElse(null));
        json.put("readAs", found.host() + ":" + found.path());
        json.put("bytes", account.length());
        json.put("applied", bytes.applied());
        json.put("skipped", bytes.skipped());
        json.put("rejected", bytes.rejected());
        json.put("held", bytes.held());
        json.put("lost", bytes.lost());
        json.put("taken", ranges(file.ranges().taken()));
        json.put("gaps", ranges(account.gaps()));
        json.put("otherBytes", ranges(account.proof().otherBytes()));
        json.put("provenTo", account.proof().proven());
        json.put("problems", account.problems());
        return json;
    }

    private static List<Map<String, Object>> ranges(List<ByteRange> ranges) {
        return ranges.stream().map(AuditCommand::range).toList();
    }

    private static Map<String, Object> range(ByteRange range) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("start", range.start());
        json.put("end", range.end());
        return json;
    }
}
