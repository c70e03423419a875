/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Says to {@code conf/log4j2.xml} what to log, before the first logger exists. */
final class Logging {
    private static final String FILE = "trackreplay.log.file";
    private static final String LEVEL = "trackreplay.log.level";
    private static final String FORMAT = "trackreplay.log.format";
    private static final String FORMAT_VARIABLE = "TRACKREPLAY_LOG_FORMAT";

    private Logging() {}

    /**
     * The agent tells what it does; every other command speaks through its output, and logs only what went wrong.
     *
     * @return what is wrong with the settings, a sentence
     */
    static Optional<String> prepare(String[] args) {
        String format = System.getProperty(FORMAT, System.getenv().getOrDefault(FORMAT_VARIABLE, "text"));
        if (!format.equals("text") && !format.equals("json")) {
            return Optional.of(FORMAT_VARIABLE + ": '" + format + "' is neither text nor json.");
        }
        System.setProperty(FORMAT, format);
        String file = System.getenv("TRACKREPLAY_LOG");
        if (file != null && !file.isBlank() && System.getProperty(FILE) == null) {
            System.setProperty(FILE, file);
        }
        boolean agent = Arrays.stream(args).findFirst().filter("agent"::equals).isPresent();
        if (!agent && System.getProperty(LEVEL) == null) {
            System.setProperty(LEVEL, "warn");
        }
        return Optional.empty();
    }

    /**
     * Has the first logger made, and with it all of the log, while the command line is being looked at: each takes about as long.
     * Not for commands that as a rule log nothing.
     *
     * @return to be waited for before anybody logs
     */
    static Thread begin(String[] args) {
        Thread thread = new Thread(() -> LoggerFactory.getLogger(Logging.class), "logging");
        thread.setDaemon(true);
        if (Arrays.stream(args)
                .findFirst()
                .filter(List.of("agent", "import")::contains)
                .isPresent()) {
            thread.start();
        }
        return thread;
    }
}
