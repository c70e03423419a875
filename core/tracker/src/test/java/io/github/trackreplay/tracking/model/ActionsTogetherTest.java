/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.php.Numbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Of names that PHP takes for equal numbers the row is the same one, however many a request has. */
class ActionsTogetherTest {
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "0.0",
            "-0.0",
            "1",
            "01",
            "+1",
            " 1",
            "1 ",
            "1.0",
            "1e0",
            "2",
            "9007199254740992",
            "9007199254740993",
            "9007199254740993.0",
            "9223372036854775806",
            "9223372036854775807",
            "9223372036854775808",
            "9223372036854775809",
            "9223372036854775807.0",
            "-9223372036854775808",
            "-9223372036854775809",
            "92233720368547758071",
            "92233720368547758072",
            "92233720368547758071.0",
            "1e400",
            "2e400",
            "-1e400",
            "x1");

    @Provide
    Arbitrary<List<ActionName>> names() {
        return Arbitraries.of(NUMBERS)
                .flatMap(name -> Arbitraries.of(1, 2).map(type -> new ActionName(name, type)))
                .list()
                .ofMaxSize(12);
    }

    @Property
    void theRowIsThatOfTheLastOneThatIsLooselyEqual(
            @ForAll("names") List<ActionName> names, @ForAll List<Boolean> exists) {
        List<ActionName> existing = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (i < exists.size() && exists.get(i)) {
                existing.add(names.get(i));
            }
        }
        ActionsTogether.Numeric numeric = new ActionsTogether.Numeric(names, existing::contains);

        for (ActionName name : names) {
            if (Numbers.isNumeric(name.name())) {
                Optional<ActionName> simply = existing.stream()
                        .filter(other -> other.type() == name.type() && Numbers.looselyEqual(other.name(), name.name()))
                        .max(Comparator.comparingLong(ActionName::hash));
                assertThat(numeric.last(name)).as(name.toString()).isEqualTo(simply);
            }
        }
    }

    @Test
    @Timeout(60)
    void twoHundredThousandNumbersAreLookedThroughAsEasilyAsOtherNames() {
        List<ActionName> names = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) {
            names.add(new ActionName(i % 2 == 0 ? String.valueOf(i) : "0".repeat(i % 997) + "1." + i, 5));
        }
        ActionsTogether.Numeric numeric = new ActionsTogether.Numeric(names, name -> true);

        assertThat(names).allMatch(name -> numeric.last(name).isPresent()); // hours where each is compared with each
    }
}
