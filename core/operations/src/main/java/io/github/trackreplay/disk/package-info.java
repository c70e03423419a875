/* SPDX-License-Identifier: GPL-3.0-or-later */
/** What the agent keeps on disk: for its own eyes, and for one process at a time. Knows no Flume. */
package io.github.trackreplay.disk;
