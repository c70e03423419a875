/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.repair;

import io.github.trackreplay.validate.ChannelPlaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A checkpoint that a full disk or a kill left without its description: Flume (1.11, {@code EventQueueBackingStoreFactory})
 * then takes it for one of an old version, fails at its end, and never opens the channel again. It was never used, so it can go.
 */
public final class HalfMadeCheckpoint {
    private HalfMadeCheckpoint() {}

    /**
     * Moves such a checkpoint away; the channel makes it anew from its data. Nobody may use the channel meanwhile.
     *
     * @return where it is now, if there was one
     */
    public static Optional<Path> setAside(ChannelPlaces places) throws IOException {
        Path file = places.checkpoint().resolve("checkpoint");
        Path description = places.checkpoint().resolve("checkpoint.meta");
        if (!Files.isRegularFile(file) || (Files.isRegularFile(description) && Files.size(description) > 0)) {
            return Optional.empty();
        }
        Path aside = places.checkpoint().resolve("checkpoint.half-made");
        Files.deleteIfExists(aside);
        Files.move(file, aside);
        Files.deleteIfExists(description);
        return Optional.of(aside);
    }
}
