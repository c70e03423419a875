/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Beside the steps: what lies in the files of Flume's file channel, read without Flume, so that damaged files can be read as far
 * as they are sound. Knows the records' form (Flume 1.11, {@code LogFileV3} and {@code filechannel.proto}) and the names of our
 * headers, nothing else.
 */
package io.github.trackreplay.channel;
