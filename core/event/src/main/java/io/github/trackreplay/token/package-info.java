/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Finds values of {@code token_auth} in requests, lines and events, under whatever escapes, and replaces them: by their hash before
 * anything is stored in a table, by a word where events go to programs that need no token. Pure.
 */
package io.github.trackreplay.token;
