/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import java.util.Map;
import java.util.Optional;

/**
 * One component of an agent, as configured.
 *
 * @param kind what it is
 * @param name its name
 * @param prefix full prefix of its settings in the file, with the dot
 * @param settings its settings without the prefix
 * @param type the class that its {@code type} stands for; empty when there is none
 */
record Component(Kind kind, String name, String prefix, Map<String, String> settings, Optional<Class<?>> type) {
    enum Kind {
        SOURCE("sources"),
        INTERCEPTOR("interceptors"),
        CHANNEL("channels"),
        SINK("sinks");

        private final String list;

        Kind(String list) {
            this.list = list;
        }

        String list() {
            return list;
        }

        /** The word for messages. */
        String word() {
            return list.substring(0, list.length() - 1);
        }
    }

    /** The class's name; empty when there is no class. */
    String className() {
        return type.map(Class::getName).orElse("");
    }
}
