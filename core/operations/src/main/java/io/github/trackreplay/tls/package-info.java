/* SPDX-License-Identifier: GPL-3.0-or-later */
/** The one place where key stores and trust stores are opened and TLS contexts are made, for all that connects or listens. */
package io.github.trackreplay.tls;
