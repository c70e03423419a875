/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.channel;

import io.github.trackreplay.disk.DiskReserve;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The space that stays free on the disks of a source's file channels. */
public final class ChannelReserve {
    private ChannelReserve() {}

    /**
     * The reserve of some channels' disks.
     *
     * @param bytes 0: none is kept
     * @param channels of Flume's; those that are no file channels have no disks
     */
    public static DiskReserve of(long bytes, List<?> channels) {
        return of(bytes, channels, List.of());
    }

    /**
     * The same with other disks besides.
     *
     * @param further directories on them
     */
    public static DiskReserve of(long bytes, List<?> channels, List<Path> further) {
        Stream<Path> data =
                channels.stream().flatMap(channel -> ChannelDirectories.named(String.valueOf(channel)).stream());
        return DiskReserve.on(bytes, Stream.concat(data, further.stream()).toList());
    }
}
