/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.option.OptionSet;
import java.util.Optional;

/**
 * Finds the settings that a component declares. The rule: a component {@code Foo} (or its {@code Foo$Builder}) of ours
 * declares them as {@code FooOptions.OPTIONS} beside itself; a component that inherits from one of Flume's has that one's,
 * too.
 */
final class Declared {
    private static final String OURS = "io.github.trackreplay.";

    private Declared() {}

    static Optional<OptionSet> of(Class<?> component) {
        Optional<OptionSet> own = component.getName().startsWith(OURS)
                ? fromOptionsClass(component)
                : FlumeSettings.of(component.getName());
        Optional<OptionSet> inherited =
                Optional.ofNullable(component.getSuperclass()).flatMap(Declared::of);
        return own.map(options -> inherited.map(options::with).orElse(options)).or(() -> inherited);
    }

    private static Optional<OptionSet> fromOptionsClass(Class<?> component) {
        String name = component.getName().replaceFirst("\\$.*", "") + "Options";
        try {
            Class<?> options = Class.forName(name, true, component.getClassLoader());
            return Optional.of((OptionSet) options.getField("OPTIONS").get(null));
        } catch (ClassNotFoundException | NoSuchFieldException e) {
            return Optional.empty();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(name + ".OPTIONS is not public", e);
        }
    }
}
