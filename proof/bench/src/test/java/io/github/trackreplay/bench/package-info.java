/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * What the whole and its hot pieces cost: takes requests of made-up visitors, gives rates and ratios. Every comparison is made
 * within one run on one machine; figures of different machines or runs are not compared. Nothing here runs in a build or a
 * test, and nothing depends on it. Not part of what people install.
 */
package io.github.trackreplay.bench;
