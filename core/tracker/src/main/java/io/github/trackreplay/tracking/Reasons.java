/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking;

import io.github.trackreplay.tracking.goal.ConvertedGoal;
import io.github.trackreplay.tracking.model.Ref;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Why the tracker decided as it did, as far as it came: a request that is turned away at the door has no reasons but its
 * outcome.
 *
 * @param latest the visitor's latest visit, continued or not; nothing for an unknown visitor
 * @param visit why the request starts or continues a visit, for people; empty when that was not looked at
 * @param goals the goals that the request reaches
 */
public record Reasons(Optional<Ref> latest, String visit, List<ConvertedGoal> goals) {
    /** The tracker did not come that far. */
    public static final Reasons NONE = new Reasons(Optional.empty(), "", List.of());

    public Reasons {
        Objects.requireNonNull(latest, "latest");
        Objects.requireNonNull(visit, "visit");
        goals = List.copyOf(goals);
    }
}
