/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.page;

/** What a sink's ledger knows, for the page. Called by several threads; bounded in time and in how often it asks. */
public interface LedgerView {
    /** Which database: views of the same one show the same. */
    String where();

    /**
     * A JSON object, perhaps some seconds old.
     *
     * @param visitors whether what visitors sent may be in it
     */
    byte[] document(boolean visitors);
}
