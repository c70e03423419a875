/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Step 4, the second way: takes a tracking request as logged, gives the call of Matomo's Tracking API that has the same effect
 * now, and judges what the API answers. For those who may not write into Matomo's tables.
 *
 * <p>Rules: pure, as all of the tracker. Nothing of Matomo's settings is known here but what {@link
 * io.github.trackreplay.tracking.api.ApiRules} says. What a visitor wrote never gains by being sent under our token.
 *
 * <p>Why so: {@code docs/decisions/0039-the-second-way-in.md}.
 */
package io.github.trackreplay.tracking.api;
