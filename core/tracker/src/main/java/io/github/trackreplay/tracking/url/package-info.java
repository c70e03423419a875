/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * What the tracker makes of URLs: takes the page, download, outlink and search URLs of a request and a site's rules, gives the
 * cleaned URL, its prefix code, the detected site search and whether a host is the site's own. Pure; knows no database. Texts
 * that come in and go out are ordinary text (see {@link io.github.trackreplay.php.ByteText}).
 */
package io.github.trackreplay.tracking.url;
