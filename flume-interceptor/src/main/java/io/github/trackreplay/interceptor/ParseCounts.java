/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.interceptor;

import java.util.Map;

/**
 * What became of the lines so far: {@code lines = requestLines + the sum of rejected + the sum of skipped}.
 *
 * @param lines lines taken
 * @param requestLines lines that are requests
 * @param requests their requests; more than lines where there were bulk calls
 * @param rejected rejected lines by reason
 * @param skipped skipped lines by reason
 */
public record ParseCounts(
        long lines, long requestLines, long requests, Map<String, Long> rejected, Map<String, Long> skipped) {
    public ParseCounts {
        rejected = Map.copyOf(rejected);
        skipped = Map.copyOf(skipped);
    }
}
