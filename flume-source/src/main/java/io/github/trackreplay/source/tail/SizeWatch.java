/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.source.rotation.CarrierVerdict;
import io.github.trackreplay.source.rotation.Evidence;
import io.github.trackreplay.source.rotation.Glimpse;
import io.github.trackreplay.source.rotation.Rotation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Looks at the sizes of carriers, has it {@linkplain Rotation#see decided} what these mean, with the bytes that must be compared
 * for that, and does it. For one thread.
 */
final class SizeWatch {
    private final String stream;
    private final TailListener listener;
    private final Rotation rotation;
    private final Carriers carriers;
    private final Readability readability;
    private final PossibleLoss losses;
    private long measuredAt;

    SizeWatch(TailedStream stream, PossibleLoss losses) {
        this.losses = losses;
        this.stream = stream.name();
        this.listener = stream.listener();
        this.rotation = stream.rotation();
        this.carriers = stream.carriers();
        this.readability = stream.readability();
    }

    /** Looks at all of them after a listing; returns those whose content has been replaced. */
    List<Carrier> measureAll(long now) {
        return measure(carriers.all(), now);
    }

    /** Looks at the open ones, if nothing has happened to others; returns those whose content has been replaced. */
    List<Carrier> measure(long now) {
        boolean undisturbed = measuredAt == carriers.disturbances().count();
        return measure(undisturbed ? List.copyOf(carriers.opened()) : carriers.all(), now);
    }

    private List<Carrier> measure(Collection<Carrier> which, long now) {
        measuredAt = carriers.disturbances().count();
        List<Glimpse> glimpses = new ArrayList<>(which.size());
        for (Carrier carrier : which) {
            try {
                if (carrier.measure(now)) {
                    carriers.disturbances().changed(carrier);
                }
                glimpses.add(carrier.glimpse());
            } catch (IOException e) {
                readability.failed(carrier, e);
            }
        }
        Outcome outcome = new Outcome(now);
        judged(glimpses).forEach(verdict -> verdict.carryOut(outcome));
        return outcome.replaced;
    }

    /** What glimpses mean, with the bytes read that are asked for. */
    private List<CarrierVerdict> judged(List<Glimpse> glimpses) {
        List<CarrierVerdict> verdicts = rotation.see(glimpses);
        if (verdicts.stream().noneMatch(CarrierVerdict.Prove.class::isInstance)) {
            return verdicts;
        }
        List<Glimpse> proven = new ArrayList<>(glimpses.size());
        for (int i = 0; i < glimpses.size(); i++) {
            if (verdicts.get(i) instanceof CarrierVerdict.Prove asked) {
                evidence(asked).map(glimpses.get(i)::with).ifPresent(proven::add);
            } else {
                proven.add(glimpses.get(i));
            }
        }
        return rotation.see(proven);
    }

    private Optional<Evidence> evidence(CarrierVerdict.Prove asked) {
        Carrier carrier = carriers.get(asked.key());
        try {
            return Optional.of(carrier.evidence(asked.bytes()));
        } catch (IOException e) {
            readability.failed(carrier, e);
            return Optional.empty();
        }
    }

    /** Carries out what follows from the sizes of carriers. */
    private final class Outcome implements CarrierVerdict.Hand {
        final List<Carrier> replaced = new ArrayList<>();
        private final long now;

        Outcome(long now) {
            this.now = now;
        }

        @Override
        public void asItWas(CarrierVerdict.AsItWas verdict) {}

        @Override
        public void prove(CarrierVerdict.Prove verdict) {
            throw new IllegalStateException("asked twice for the bytes of " + verdict.key());
        }

        @Override
        public void vouched(CarrierVerdict.Vouched verdict) {
            Carrier carrier = carriers.get(verdict.key());
            carrier.sound(verdict.length());
            carrier.ends(verdict.length());
            TrackedFile file = carrier.file().orElseThrow();
            file.observedLength = Math.max(file.observedLength, verdict.length());
        }

        @Override
        public void doubted(CarrierVerdict.Doubted verdict) {
            Carrier carrier = carriers.get(verdict.key());
            carrier.file().orElseThrow().heldNoMoreBy(carrier);
            carrier.doubt();
            carriers.disturbances().disturb();
        }

        @Override
        public void replaced(CarrierVerdict.Replaced verdict) {
            replaced.add(carriers.get(verdict.key()));
        }

        @Override
        public void lookAgain(CarrierVerdict.LookAgain verdict) {
            carriers.unbind(carriers.get(verdict.key()), now);
        }

        @Override
        public void lostUnidentified(CarrierVerdict.LostUnidentified verdict) {
            Carrier carrier = carriers.get(verdict.key());
            if (!carrier.isForeign()) {
                listener.lostUnidentified(stream, carrier.path(), verdict.bytes());
                carrier.unidentifiedSince()
                        .ifPresent(
                                since -> losses.note(
                                        since,
                                        now,
                                        carrier.path()
                                                + " holds other bytes than before, and it was not known yet which log file it was"));
            }
            carrier.replaced();
        }
    }
}
