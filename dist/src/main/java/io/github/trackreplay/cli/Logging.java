/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import java.util.Arrays;

/** Says to {@code conf/log4j2.xml} what to log, before the first logger exists. */
final class Logging {
    private static final String FILE = "trackreplay.log.file";
    private static final String LEVEL = "trackreplay.log.level";

    private Logging() {}

    /** The agent tells what it does; every other command speaks through its output, and logs only what went wrong. */
    static void prepare(String[] args) {
        String file = System.getenv("TRACKREPLAY_LOG");
        if (file != null && !file.isBlank() && System.getProperty(FILE) == null) {
            System.setProperty(FILE, file);
        }
        boolean agent = Arrays.stream(args).findFirst().filter("agent"::equals).isPresent();
        if (!agent && System.getProperty(LEVEL) == null) {
            System.setProperty(LEVEL, "warn");
        }
    }
}
