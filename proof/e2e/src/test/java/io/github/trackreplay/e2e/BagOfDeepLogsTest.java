/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import org.junit.jupiter.api.Test;

class BagOfDeepLogsTest extends BagsOfLogs {
    @Test
    void theRowsAreThoseOfTheLogsInTheirOrder() throws Exception {
        theRowsAreThoseOfTheLogsInTheirOrder("deep");
    }
}
