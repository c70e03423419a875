/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import io.github.trackreplay.php.Numbers;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Rows of actions that Matomo looks up together. It compares what it finds loosely, so a number may get the row of another way
 * to write it ({@code 1}, {@code 01}, {@code 1.0}): of those that exist, the last in the order of the table's index. Takes effort
 * in proportion to the names, of which a visitor may send as many as fit into a request. For one request, not thread-safe.
 *
 * <p>Source of the rule: Matomo's {@code core/Tracker/TableLogAction::loadIdsAction}.
 */
public final class ActionsTogether {
    private final Collection<ActionName> names;
    private final Draft draft;
    private @Nullable Numeric numeric;

    ActionsTogether(Collection<ActionName> names, Draft draft) {
        this.names = names;
        this.draft = draft;
    }

    /**
     * The row of one of the names, which is inserted when there is none.
     *
     * @throws RefusedException as {@link Draft#action}
     */
    public Ref row(ActionName name, @Nullable Integer urlPrefix) {
        return draft.action(alike(name), urlPrefix);
    }

    private ActionName alike(ActionName name) {
        if (!Numbers.isNumeric(name.name())) {
            return name;
        }
        Numeric known = numeric;
        if (known == null) {
            known = new Numeric(names, other -> draft.known().action(other).isPresent());
            numeric = known;
        }
        return known.last(name).orElse(name);
    }

    /** Numbers that exist, by what they are. */
    static final class Numeric {
        private final Set<ActionName> existing = new HashSet<>();
        private final Map<Key, ActionName> wholes = new HashMap<>();
        private final Map<Key, ActionName> texts = new HashMap<>();
        private final Map<Key, ActionName> all = new HashMap<>();

        private record Key(int type, Number number) {}

        Numeric(Collection<ActionName> names, Predicate<ActionName> exists) {
            for (ActionName name : names) {
                if (Numbers.isNumeric(name.name()) && !existing.contains(name) && exists.test(name)) {
                    add(name);
                }
            }
        }

        private void add(ActionName name) {
            existing.add(name);
            Numbers.Loose loose = Numbers.loose(name.name());
            if (loose.whole().isPresent()) {
                wholes.merge(new Key(name.type(), loose.whole().getAsLong()), name, Numeric::later);
            } else if (!loose.beyond() && Double.isFinite(loose.number())) {
                texts.merge(new Key(name.type(), loose.number()), name, Numeric::later);
            }
            if (Double.isFinite(loose.number())) {
                all.merge(new Key(name.type(), loose.number()), name, Numeric::later);
            }
        }

        private static ActionName later(ActionName one, ActionName other) {
            return other.hash() > one.hash() ? other : one;
        }

        /** The last of those that are loosely equal to a number. */
        Optional<ActionName> last(ActionName name) {
            Numbers.Loose loose = Numbers.loose(name.name());
            Key number = new Key(name.type(), loose.number());
            Optional<ActionName> own = existing.contains(name) ? Optional.of(name) : Optional.empty();
            if (loose.whole().isPresent()) {
                Key whole = new Key(name.type(), loose.whole().getAsLong());
                return later(later(own, wholes.get(whole)), texts.get(number));
            }
            return later(own, loose.beyond() ? texts.get(number) : all.get(number));
        }

        private static Optional<ActionName> later(Optional<ActionName> one, @Nullable ActionName other) {
            return other == null
                    ? one
                    : Optional.of(one.map(name -> later(name, other)).orElse(other));
        }
    }
}
