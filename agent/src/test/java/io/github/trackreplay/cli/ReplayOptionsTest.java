/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ReplayOptionsTest {
    @Test
    void ourTablesAreCreatedUnlessToldNotTo() {
        assertThat(options().createTables()).isTrue();
        assertThat(options("--create-tables").createTables()).isTrue();
        assertThat(options("--no-create-tables").createTables()).isFalse();
    }

    private static ReplayOptions options(String... words) {
        return CommandLine.populateCommand(new ReplayOptions(), words);
    }
}
