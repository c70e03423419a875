/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Where a visit comes from: takes a request, the definitions of search engines and social networks and a site's rules, gives
 * {@code referer_type}, {@code referer_name}, {@code referer_keyword} and {@code referer_url}, and the attribution of a
 * conversion. Pure; definitions are given as text, never read from files.
 */
package io.github.trackreplay.tracking.referrer;
