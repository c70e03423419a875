/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.source.rotation.Rotation;

/**
 * What the parts of a {@link StreamTail} work with.
 *
 * @param name the stream's
 * @param rotation decides what its files have become
 * @param carriers its files on disk
 * @param readability says which of them cannot be read
 */
record TailedStream(
        String name, TailReaderConfig config, Rotation rotation, Carriers carriers, Readability readability) {
    static TailedStream of(String name, TailReaderConfig config, Rotation rotation) {
        Carriers carriers = new Carriers(config.access(), rotation);
        Readability readability = new Readability(config.access().disk(), config.listener(), carriers.disturbances());
        return new TailedStream(name, config, rotation, carriers, readability);
    }

    TailListener listener() {
        return config.listener();
    }
}
