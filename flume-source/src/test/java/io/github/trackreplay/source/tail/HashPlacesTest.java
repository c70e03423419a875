/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HashPlacesTest {
    /** Of which several have one hash. */
    private record Element(int hash, int number) {}

    @Test
    void itFindsWhatAListFindsInTheSameOrder() {
        Random random = new Random(5);
        HashPlaces<Element> places = new HashPlaces<>(Element::hash);
        List<Element> all = new ArrayList<>();
        for (int number = 0; number < 5_000; number++) {
            if (random.nextInt(3) > 0 || all.isEmpty()) {
                Element added = new Element(random.nextInt(500) - 250, number);
                places.add(added);
                all.add(added);
            } else {
                places.remove(all.remove(random.nextInt(all.size())));
            }
            int hash = random.nextInt(500) - 250;
            assertThat(places.near(hash).stream().filter(one -> one.hash() == hash))
                    .containsExactlyElementsOf(
                            all.stream().filter(one -> one.hash() == hash).toList());
        }
    }

    @Test
    void numbersThatFollowEachOtherDoNotCrowd() {
        HashPlaces<Element> places = new HashPlaces<>(Element::hash);
        for (int number = 0; number < 100_000; number++) {
            places.add(new Element(1_000_000 + number, number));
        }

        int most = 0;
        for (int number = 0; number < 100_000; number++) {
            most = Math.max(most, places.near(1_000_000 + number).size());
        }
        assertThat(most).isLessThan(20);
    }

    @Test
    void whatIsNotThereIsNotRemoved() {
        HashPlaces<Element> places = new HashPlaces<>(Element::hash);
        Element one = new Element(1, 1);
        places.add(one);
        places.remove(new Element(1, 1));

        assertThat(places.near(1)).containsExactly(one);
    }
}
