/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Requests that no person made: takes a prepared request, says whether it counts as a visit or as a bot's request, which AI
 * chatbot or agent sent it, and what is recorded of a chatbot's request. Pure.
 */
package io.github.trackreplay.tracking.bot;
