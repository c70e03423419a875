/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

/** The database does not hold a Matomo that can be written to. The message says what is wrong and what to do. */
public final class UnusableSchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean ofRelease;
    private final String problem;

    UnusableSchemaException(String message) {
        super(message);
        this.problem = message;
        this.ofRelease = false;
    }

    private UnusableSchemaException(String problem, String consequence) {
        super(problem + consequence);
        this.problem = problem;
        this.ofRelease = true;
    }

    /** Where the tables are there, and are those of a release that is not supported. */
    static UnusableSchemaException ofRelease(String problem) {
        return new UnusableSchemaException(problem, " Nothing was written.");
    }

    /** Whether Matomo's release is what is wrong, and not where it is looked for. */
    public boolean ofRelease() {
        return ofRelease;
    }

    /** What is wrong, for those who were not about to write. */
    public String problem() {
        return problem;
    }
}
