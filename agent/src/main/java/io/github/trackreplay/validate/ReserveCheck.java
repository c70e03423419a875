/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.carrier.BeatsSource;
import io.github.trackreplay.carrier.PipelineHttpSource;
import io.github.trackreplay.disk.DiskReserve;
import io.github.trackreplay.hop.CollectorSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Checks that a source stops well before its file channel does: below minimumRequiredSpace a file channel can neither take nor
 * give, so a disk that is filled to there never drains. And that the disk has what the source leaves free: otherwise nothing arrives.
 */
final class ReserveCheck {
    /** What others on the disk may write, and a checkpoint takes, before a source looks again. */
    private static final long LEAST_DISTANCE = 256L << 20;

    private static final Set<String> SOURCES = Set.of(
            Component.LOG_SOURCE,
            CollectorSource.class.getName(),
            BeatsSource.class.getName(),
            PipelineHttpSource.class.getName());

    private static final long RESERVE = 1536L << 20;
    private static final long REQUIRED = 524_288_000L;
    private static final Pattern SIZE = Pattern.compile("(\\d+)\\s*(b|kib|mib|gib)?");

    private final List<Component> components;
    private final Findings findings;

    ReserveCheck(List<Component> components, Findings findings) {
        this.components = components;
        this.findings = findings;
    }

    void run() {
        for (Component source : components) {
            if (SOURCES.contains(source.className())) {
                List<String> names = source.channels();
                components.stream()
                        .filter(c -> c.kind() == Component.Kind.CHANNEL && names.contains(c.name()))
                        .filter(c -> c.className().equals("org.apache.flume.channel.file.FileChannel"))
                        .forEach(channel -> check(source, channel));
            }
        }
    }

    private void check(Component source, Component channel) {
        long reserve = bytes(source, "reserve").orElse(RESERVE);
        long required = Math.max(1 << 20, bytes(channel, "minimumRequiredSpace").orElse(REQUIRED));
        if (reserve == 0) {
            findings.warning(
                    source.prefix() + "reserve",
                    "0 lets the disk fill up to where the file channel can neither take nor give, and stays so for good."
                            + " Leave it out, or set it to " + (required + LEAST_DISTANCE) + " or more.");
        } else if (reserve < required + LEAST_DISTANCE) {
            findings.problem(
                    source.prefix() + "reserve",
                    "is " + reserve + " bytes, too near to " + channel.prefix() + "minimumRequiredSpace (" + required
                            + "): a few batches more and the channel can neither take nor give. Set it to "
                            + (required + LEAST_DISTANCE) + " or more.");
        }
        space(source, channel, reserve);
    }

    /** A warning only: an agent whose disk is full for the moment must start, or it would never drain. */
    private void space(Component source, Component channel, long reserve) {
        ChannelPlaces places = ChannelPlaces.of(channel);
        Stream.concat(places.data().stream(), Stream.of(places.checkpoint()))
                .min(Comparator.comparingLong(DiskReserve::usable))
                .filter(scarcest -> DiskReserve.usable(scarcest) < reserve)
                .ifPresent(scarcest -> findings.warning(
                        source.prefix() + "reserve",
                        "the disk of " + scarcest + " has " + mib(DiskReserve.usable(scarcest))
                                + " free, and the source takes nothing while less than " + mib(reserve)
                                + " are: nothing would arrive. Free some, move channel " + channel.name()
                                + " to a larger disk, or set reserve lower, with " + channel.prefix()
                                + "minimumRequiredSpace at least " + mib(LEAST_DISTANCE) + " below it."));
    }

    private static String mib(long bytes) {
        return (bytes >> 20) + " MiB";
    }

    private static Optional<Long> bytes(Component component, String setting) {
        Matcher m = SIZE.matcher(component.text(setting).toLowerCase(Locale.ROOT));
        if (!m.matches()) {
            return Optional.empty();
        }
        int shift = m.group(2) == null ? 0 : List.of("b", "kib", "mib", "gib").indexOf(m.group(2)) * 10;
        return Optional.of(Long.parseLong(m.group(1)) << shift);
    }
}
