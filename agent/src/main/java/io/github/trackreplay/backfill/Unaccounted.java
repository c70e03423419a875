/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import static io.github.trackreplay.backfill.ImportFigures.count;
import static io.github.trackreplay.backfill.ImportFigures.reasons;
import static io.github.trackreplay.backfill.ImportFigures.sum;

import io.github.trackreplay.event.StreamName;
import io.github.trackreplay.interceptor.ParseCounts;
import io.github.trackreplay.request.RequestReader;
import io.github.trackreplay.sink.RequestCounts;
import io.github.trackreplay.status.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Whether everything that an import read is accounted for: by the ledger to the byte, by its figures to the request. Pure. */
public final class Unaccounted {
    /** What is not the content's fault alone. */
    private static final Set<String> NOT_STORED = Set.of("not-storable", "too-large", "defect");

    /** More rejects than one of so many are worth an administrator's look. */
    private static final int ONE_REJECTED_OF = 20;

    private final Backfill backfill;
    private final ImportFigures figures;
    private final RequestCounts counts;
    private final Status ledger;

    /**
     * @param parsed what became of the lines that can be requests
     * @param ledger the ledger after the import
     */
    public Unaccounted(Backfill backfill, ParseCounts parsed, Status ledger) {
        this.backfill = backfill;
        this.figures = ImportFigures.of(backfill, parsed);
        this.counts = figures.counts();
        this.ledger = ledger;
    }

    /** Sentences on what is not accounted for as it should be; empty when all is well. */
    public List<String> sentences() {
        List<String> wrong = new ArrayList<>();
        backfill.lengths().forEach((name, length) -> {
            Status.Bytes bytes = bytesOf(name);
            if (bytes.read() < length || !bytes.balanced()) {
                wrong.add(String.format(
                        Locale.ROOT,
                        "stream %s, file %s: %,d bytes read, the ledger accounts for %,d",
                        name.stream(),
                        name.fingerprint().abbreviated(),
                        length,
                        bytes.applied() + bytes.skipped() + bytes.rejected() + bytes.held() + bytes.lost()));
            }
        });
        unproven().ifPresent(wrong::add);
        rejectedShare().ifPresent(wrong::add);
        List<String> stopped = stopped();
        stopped.forEach(
                stream -> wrong.add("stream " + stream + " has stopped, because nothing of it could be read; what "
                        + "came since is set aside. Mend what 'rejected' names, let it go on with 'trackreplay stream resume "
                        + StreamName.shellWord(stream) + "', and run this import again."));
        if (stopped.isEmpty() && figures.setAside() > 0) {
            wrong.add(count(figures.setAside())
                    + " requests are in none of the sums above: that is a defect, please report it.");
        }
        return wrong;
    }

    /** What passes for taken without a proof may be missing: nobody can say that it is accounted for. */
    private Optional<String> unproven() {
        long unproven = counts.unproven();
        return unproven == 0
                ? Optional.empty()
                : Optional.of(count(unproven)
                        + " requests count as taken before by their place only: the ledger has no proof of"
                        + " their bytes. 'trackreplay audit FILE' compares what can be compared; if this is another log, import it under"
                        + " another stream's name.");
    }

    /** A few odd lines are in every log; more of them say that a setting or a table is wrong. */
    private Optional<String> rejectedShare() {
        Map<String, Long> bad = new TreeMap<>(counts.rejected());
        bad.keySet()
                .removeIf(reason -> !figures.parsed().rejected().containsKey(reason) && !NOT_STORED.contains(reason));
        if (figures.parsed().requests() > 0) {
            bad.remove(RequestReader.STANDARD_ERROR); // a server's warnings beside its log
        }
        long taken = figures.delivered() - counts.duplicates();
        return sum(bad) * ONE_REJECTED_OF <= taken
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%,d of %,d requests and lines were rejected%s, more than one of %d: 'trackreplay rejected list' shows"
                                + " them. Mend the cause (--format? a table of Matomo that does not take them?), then 'trackreplay"
                                + " rejected replay' brings them back, each once.",
                        sum(bad),
                        taken,
                        reasons(bad, " (", ")"),
                        ONE_REJECTED_OF));
    }

    private List<String> stopped() {
        return ledger.streams().stream()
                .filter(stream -> stream.state().equals("stopped"))
                .map(Status.Stream::name)
                .filter(name -> backfill.lengths().keySet().stream()
                        .anyMatch(file -> file.stream().equals(name)))
                .toList();
    }

    private Status.Bytes bytesOf(Backfill.FileOfStream name) {
        return ledger.streams().stream()
                .filter(stream -> stream.name().equals(name.stream()))
                .flatMap(stream -> stream.files().stream())
                .filter(file -> file.fingerprint().equals(name.fingerprint().hex()))
                .map(Status.LogFileAccount::bytes)
                .findFirst()
                .orElse(Status.Bytes.NONE);
    }
}
