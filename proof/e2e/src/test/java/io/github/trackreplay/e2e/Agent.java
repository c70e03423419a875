/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the packaged agent is. */
final class Agent {
    /** What a short life needs of the virtual machine. */
    static final String QUICK_START = "-XX:TieredStopAtLevel=1";

    private Agent() {}

    /** The directory that the build made, the same as the unpacked archive. */
    static Path home() {
        String home = System.getProperty("trackreplay.agent");
        if (home == null || !Files.isExecutable(Path.of(home, "bin", "trackreplay"))) {
            throw new IllegalStateException("There is no packaged agent at " + home
                    + ". Run these tests with 'mvn verify', or after 'mvn package'.");
        }
        return Path.of(home).toAbsolutePath().normalize();
    }
}
