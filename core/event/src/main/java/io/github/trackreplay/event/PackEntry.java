/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

/** One counted outcome of a line in a pack: a request, or a line that should be one but cannot be read. */
public sealed interface PackEntry permits TrackingRequest, RejectedLine {
    /** Offset of the line's first byte in the (uncompressed) log file. */
    long offset();

    /** Bytes that the line takes in the file, line end included. */
    long length();
}
