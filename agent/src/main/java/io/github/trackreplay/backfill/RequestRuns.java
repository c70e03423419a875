/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.TrackingRequest;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Some requests of one log file, kept as the places at which those that belong to them begin and end: a few bytes a change,
 * however many follow one another. For one thread.
 */
final class RequestRuns {
    /** Changes between two whose places are kept as they are. */
    private static final int BLOCK = 256;

    private final ByteArrayOutputStream distances = new ByteArrayOutputStream();
    private byte[] written = new byte[0];
    private long[] blockPlace = new long[16];
    private int[] blockStart = new int[16];
    private int changes;
    private long last;
    private long lastAdded = -1;

    /** Requests of one line lie nearer to each other than lines do, for each takes a byte at least. */
    static long place(TrackingRequest request) {
        return request.offset() + request.index();
    }

    /**
     * Adds the next request of the file, in their order. What is left out belongs to them as the request before it does.
     *
     * @param belongs whether it is one of them
     */
    void add(TrackingRequest request, boolean belongs) {
        boolean inside = changes % 2 == 1;
        if (belongs != inside) {
            change(place(request));
        }
        lastAdded = place(request);
    }

    private void change(long place) {
        if (changes % BLOCK == 0) {
            int block = changes / BLOCK;
            if (block == blockPlace.length) {
                blockPlace = Arrays.copyOf(blockPlace, 2 * block);
                blockStart = Arrays.copyOf(blockStart, 2 * block);
            }
            blockPlace[block] = place;
            blockStart[block] = distances.size();
        } else {
            long distance = place - last;
            for (; distance >= 0x80; distance >>>= 7) {
                distances.write((int) (distance | 0x80));
            }
            distances.write((int) distance);
        }
        last = place;
        changes++;
    }

    /** Whether a request is one of them; none is that stands behind the last that was added. */
    boolean contains(TrackingRequest request) {
        if (written.length != distances.size()) {
            written = distances.toByteArray();
        }
        long place = place(request);
        if (place > lastAdded) {
            return false;
        }
        int blocks = (changes + BLOCK - 1) / BLOCK;
        int found = Arrays.binarySearch(blockPlace, 0, blocks, place);
        int block = found >= 0 ? found : -found - 2;
        return block >= 0 && (block * BLOCK + changesUpTo(block, place)) % 2 == 1;
    }

    private int changesUpTo(int block, long place) {
        int most = Math.min(BLOCK, changes - block * BLOCK);
        long at = blockPlace[block];
        int from = blockStart[block];
        int passed = 1;
        while (passed < most) {
            long distance = 0;
            int shift = 0;
            byte next;
            do {
                next = written[from++];
                distance |= (long) (next & 0x7f) << shift;
                shift += 7;
            } while (next < 0);
            at += distance;
            if (at > place) {
                break;
            }
            passed++;
        }
        return passed;
    }
}
