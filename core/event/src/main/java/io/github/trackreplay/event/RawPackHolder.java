/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.Optional;

/**
 * An event that still has the raw pack that it was made of: whoever meets it in the same process need not read its body, which
 * is made only where somebody asks for it.
 */
public interface RawPackHolder {
    /** The pack that {@link RawPackCodec#decode} would read; empty where the event was changed since, so that it has to be read. */
    Optional<RawPack> rawPack();
}
