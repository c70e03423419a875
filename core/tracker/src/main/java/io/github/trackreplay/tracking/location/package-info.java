/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * What a request says about language and place: takes {@code Accept-Language}, the client's address and a {@link
 * io.github.trackreplay.tracking.location.LocationDatabase}, gives {@code location_browser_lang}, country, region, city and
 * coordinates. Pure; a database is asked through its interface only.
 */
package io.github.trackreplay.tracking.location;
