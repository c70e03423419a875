/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.regex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Which of many alternatives the next byte of the text leaves. Pure. */
final class Dispatch {
    /** Fewer alternatives are tried one after the other as fast. */
    static final int WORTH_IT = 6;

    private static final int BYTES = 256;

    private Dispatch() {}

    /**
     * The addresses at which to go on, by the next byte; behind them that for the end of the text. -1 where none is left.
     *
     * @param chain the address for some alternatives, in their order; asked once for each list of them
     */
    static int[] addresses(List<Node> parts, ToIntFunction<List<Integer>> chain) {
        int[] addresses = new int[BYTES + 1];
        Arrays.fill(addresses, -1);
        Map<List<Integer>, Integer> known = new HashMap<>();
        List<ByteClass> firsts = parts.stream().map(Node::first).toList();
        for (int next = 0; next <= BYTES; next++) {
            List<Integer> left = left(firsts, next);
            if (!left.isEmpty()) {
                Integer address = known.get(left);
                if (address == null) {
                    address = chain.applyAsInt(left);
                    known.put(left, address);
                }
                addresses[next] = address;
            }
        }
        return addresses;
    }

    /** What may begin with anything may be empty, too. */
    private static List<Integer> left(List<ByteClass> firsts, int next) {
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < firsts.size(); i++) {
            ByteClass first = firsts.get(i);
            if (first.equals(ByteClass.ALL) || (next < BYTES && first.contains(next))) left.add(i);
        }
        return left;
    }
}
