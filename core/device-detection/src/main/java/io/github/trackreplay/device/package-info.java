/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * A step of tracking: takes a user agent and its client hints, gives operating system, client and device as Matomo's device
 * detector tells them, and as Matomo's columns store them.
 *
 * <p>{@link io.github.trackreplay.device.detector.DeviceDetector#load} reads the definition files of an installed Matomo;
 * {@link io.github.trackreplay.device.detector.DeviceDetector#bundled} those that come with this program (February 2022).
 * {@link io.github.trackreplay.device.detector.DeviceDetector#detect} then gives a
 * {@link io.github.trackreplay.device.Device}, whose {@code columns()} are what a new visit stores and whose
 * {@code fingerprint()} is what goes into `config_id`.
 *
 * <p>Rules:
 *
 * <ul>
 *   <li>Loading reads files; after that everything is pure, immutable and thread-safe. No text makes it throw.
 *   <li>Results are those of the upstream library's release that the definitions belong to: short codes and rules that are not
 *       in the definition files changed from release to release, and are chosen by it.
 *   <li>`device.definition` reads files and tables and knows no regex; `device.match` applies regexes and knows nothing of
 *       devices; `device.rule` joins the two.
 * </ul>
 *
 * <p>It must not know Flume, SQL or requests: which user agent and which hints count, and what is done with bots, is the
 * caller's decision.
 */
package io.github.trackreplay.device;
