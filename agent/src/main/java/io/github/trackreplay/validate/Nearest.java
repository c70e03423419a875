/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.option.Option;
import io.github.trackreplay.option.OptionSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The known word that is nearest to a misspelt one. */
final class Nearest {
    private Nearest() {}

    static Optional<String> of(String word, Collection<String> known) {
        List<Option<?>> options =
                known.stream().map(name -> Option.text(name, "")).collect(Collectors.toUnmodifiableList());
        return new OptionSet("", options, List.of()).nearest(word);
    }
}
