/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PhpArrayTest {
    /** Some are numbers to PHP, some have the same hash ("Aa", "BB"). */
    private static List<String> names(Random random, int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(
                    switch (random.nextInt(4)) {
                        case 0 -> String.valueOf(random.nextInt(2 * count) - count);
                        case 1 -> "Aa".repeat(random.nextInt(3)) + "BB".repeat(random.nextInt(3));
                        case 2 -> "name" + random.nextInt(count);
                        default -> "0" + random.nextInt(count);
                    });
        }
        return names;
    }

    @Test
    void holdsWhatATableInTheOrderOfPuttingHolds() {
        Random random = new Random(1);
        for (int round = 0; round < 300; round++) {
            Map<Object, Object> expected = new LinkedHashMap<>();
            PhpArray array = new PhpArray();
            for (String name : names(random, 1 + random.nextInt(100))) {
                Object value = random.nextInt(5) == 0 ? null : random.nextInt(9);
                expected.put(PhpArray.key(name), value);
                array.put(name, value);
            }
            List<Map.Entry<Object, Object>> entries = new ArrayList<>();
            array.entries().forEach(entries::add);
            assertThat(entries).containsExactlyElementsOf(expected.entrySet());
            assertThat(array.values()).containsExactlyElementsOf(expected.values());
            assertThat(array.size()).isEqualTo(expected.size());
            assertThat(array.first()).isEqualTo(expected.values().iterator().next());
            for (String name : names(random, 100)) {
                Object key = PhpArray.key(name);
                assertThat(array.get(name)).isEqualTo(expected.get(key));
                assertThat(array.containsKey(name)).isEqualTo(expected.containsKey(key));
                assertThat(array.has(name)).isEqualTo(expected.get(key) != null);
            }
        }
    }

    @Test
    void isEqualToOneWithTheSameInAnotherOrder() {
        Random random = new Random(2);
        for (int size : new int[] {0, 1, 5, 32, 33, 100}) {
            PhpArray one = new PhpArray();
            PhpArray other = new PhpArray();
            for (int i = 0; i < size; i++) {
                one.put("k" + i, i);
                other.put("k" + (size - 1 - i), size - 1 - i);
            }
            assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
            one.put("k" + random.nextInt(1 + size), -1);
            assertThat(one).isNotEqualTo(other);
        }
    }

    @Test
    void copiesAreTheirOwn() {
        PhpArray array = new PhpArray();
        for (int i = 0; i < 40; i++) {
            array.put("k" + i, "v" + i);
        }
        PhpArray with = array.with("k3", "other");
        assertThat(array.get("k3")).isEqualTo("v3");
        assertThat(with.get("k3")).isEqualTo("other");
        assertThat(with.size()).isEqualTo(40);
        assertThat(array.mapStrings(text -> text + "!").get("k7!")).isEqualTo("v7!");
        assertThat(array.mapValues(text -> text + "!").get("k7")).isEqualTo("v7!");
    }

    /** A visitor can send thousands of numbers and names that all have one hash. */
    @Test
    void numbersAndNamesThatCollideAreToldApart() {
        int bits = 14;
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 1 << bits; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < bits; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            keys.add(name.toString());
        }
        int hash = keys.get(0).hashCode();
        for (long high = 0; high < 1 << bits; high++) {
            long number = (high << 32) | ((high ^ hash) & 0xFFFF_FFFFL);
            assertThat(Long.hashCode(number)).isEqualTo(hash);
            keys.add(Long.toString(number));
        }
        Collections.shuffle(keys, new Random(3));

        PhpArray array = new PhpArray();
        keys.forEach(key -> array.put(key, key));

        assertThat(array.size()).isEqualTo(2 << bits);
        for (String key : keys) {
            assertThat(array.get(key)).isEqualTo(key);
        }
    }

    @Test
    void appendsBehindTheGreatestNumber() {
        PhpArray array = new PhpArray();
        array.add("a");
        array.put("7", "b");
        array.add("c");
        assertThat(array.get("0")).isEqualTo("a");
        assertThat(array.get("8")).isEqualTo("c");
        assertThat(array.isList()).isFalse();
        assertThat(array).hasToString("{0=a, 7=b, 8=c}");
    }
}
