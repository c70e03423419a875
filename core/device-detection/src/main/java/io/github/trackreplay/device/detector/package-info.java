/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * The entrance: takes definition files, gives a {@link io.github.trackreplay.device.detector.DeviceDetector} that remembers what
 * it has told. The only room of device detection that is given files; its rules are in {@code device.rule}.
 */
package io.github.trackreplay.device.detector;
