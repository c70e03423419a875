/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One event as the engine takes it. */
public sealed interface Delivery {
    /** Its requests and rejected lines. */
    List<PackEntry> entries();

    /** An event that keeps the wire contract. */
    record OfPack(Pack pack) implements Delivery {
        @Override
        public List<PackEntry> entries() {
            return pack.entries();
        }
    }

    /**
     * An event that can be read and is not believed. It is kept as rejected, whole, so that an operator who knows better can
     * have it taken; the ledger of its stream never hears of it.
     *
     * @param reason a short stable code
     * @param detail a sentence for people
     */
    record Refused(String reason, String detail, Pack pack) implements Delivery {
        @Override
        public List<PackEntry> entries() {
            return pack.entries();
        }
    }

    /**
     * An event of which not even the range can be read. It is kept as rejected and never blocks the rest.
     *
     * @param reason a short stable code
     * @param detail a sentence for people
     * @param body its bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    record Unreadable(String reason, String detail, byte[] body) implements Delivery {
        @Override
        public List<PackEntry> entries() {
            return List.of();
        }
    }

    /**
     * An event whose headers can be read and whose entries need more memory than one event may have. It is kept as rejected, in rows
     * that can be taken one by one; nothing of its range counts as taken.
     *
     * @param reason a short stable code
     * @param detail a sentence for people
     * @param believed whether the sink would have taken it, were it smaller
     * @param header what its headers say
     * @param headers all of them
     * @param body its bytes, as they came
     */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    record Oversized(
            String reason, String detail, boolean believed, PackHeader header, Map<String, String> headers, byte[] body)
            implements Delivery {
        public Oversized {
            headers = Map.copyOf(headers);
        }

        @Override
        public List<PackEntry> entries() {
            return List.of();
        }
    }

    /**
     * A rejected row that is offered again.
     *
     * @param rejectedId of the row; if it has been settled meanwhile, nothing happens
     * @param entries what it is judged to hold now, with the row's offset; empty if it is no tracking request
     */
    record Again(long rejectedId, List<PackEntry> entries) implements Delivery {
        public Again {
            entries = List.copyOf(entries);
        }
    }

    /**
     * An event that was rejected and can be read now.
     *
     * @param rejectedId of its row; if that has been settled meanwhile, nothing happens
     */
    record EventAgain(long rejectedId, Pack pack) implements Delivery {
        @Override
        public List<PackEntry> entries() {
            return pack.entries();
        }
    }

    /**
     * A range of a log file that has been taken, read again with the tracker paths in its header: what was skipped because
     * other paths were declared then, or other statuses, sites or hosts set, is judged now, the rest is left as it is.
     *
     * @param statuses whose requests are to be replayed; nothing for those that were set then
     * @param sites whose requests are to be replayed, whatever hosts they name; nothing for those that were set then
     * @param hosts whose requests are to be replayed, of those; nothing for those that were set then
     * @param earliest milliseconds; requests before it are left as they are and may be offered another time
     */
    record Reread(
            Pack pack,
            Optional<Statuses> statuses,
            Optional<SiteFilter> sites,
            Optional<HostFilter> hosts,
            long earliest)
            implements Delivery {
        public Reread(Pack pack) {
            this(pack, Optional.empty(), Optional.empty(), Optional.empty(), Long.MIN_VALUE);
        }

        @Override
        public List<PackEntry> entries() {
            return pack.entries();
        }
    }
}
