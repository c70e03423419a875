/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * The plugin MarketingCampaignsReporting: takes a request's page URL, gives the campaign that it names in up to eight columns,
 * for new visits and conversions, and starts a visit where the campaign has changed. Pure.
 */
package io.github.trackreplay.tracking.plugins.campaigns;
