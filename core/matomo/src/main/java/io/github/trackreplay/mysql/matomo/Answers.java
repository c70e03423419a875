/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.model.Known;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a reader has found, until the thread that owns what is known is told of it. By then that thread may have decided more,
 * and asked for the same by itself: {@link Known} takes what it does not know yet. Not thread-safe.
 */
final class Answers {
    private final List<Consumer<Known>> found = new ArrayList<>();

    void add(Consumer<Known> answer) {
        found.add(answer);
    }

    void tell(Known known) {
        found.forEach(answer -> answer.accept(known));
    }
}
