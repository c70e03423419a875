/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.quickstart;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** What the quickstart tells: a line while it runs, and at the end the sums and whether they are right. */
record DemoReport(DemoSite site, DemoVisitors visitors, LiveLog log, PrintStream out) {
    static final String HEADING = "  time     logged    in tables   visits   behind";

    /** One line of the running display. */
    static String line(Duration elapsed, DemoSite site, DemoVisitors visitors) {
        long logged = visitors.requests();
        String start = String.format(Locale.ROOT, "  %3d s  %,9d", elapsed.toSeconds(), logged);
        try {
            long pageViews = site.pageViews();
            return start
                    + String.format(
                            Locale.ROOT, "    %,9d  %,7d   %s", pageViews, site.visits(), behind(logged - pageViews));
        } catch (SQLException e) {
            return start + "            -        -   the database is away; requests wait in the channel";
        }
    }

    private static String behind(long missing) {
        return missing <= 0 ? "nothing" : String.format(Locale.ROOT, "%,d request%s", missing, missing == 1 ? "" : "s");
    }

    /** Prints the report; returns whether the sums are right. */
    boolean print(Path directory) throws SQLException, IOException, InterruptedException {
        long pageViews = site.pageViews();
        long visits = site.visits();
        out.println();
        out.println("Top pages");
        for (Map.Entry<String, Long> page : site.topPages().entrySet()) {
            out.printf(Locale.ROOT, "  %,7d  %s%n", page.getValue(), page.getKey());
        }
        out.println();
        out.println("The account");
        boolean right = equation("requests logged", visitors.requests(), "page views in the tables", pageViews);
        right &= equation("visitors", visitors.visitors(), "visits in the tables", visits);
        right &= DemoLedger.printAndCheck(site, log, out);
        out.println();
        out.println(right ? "Every request was applied once." : "NOT RIGHT: see " + directory.resolve("agent.log"));
        if (right) {
            printNext(directory);
        }
        return right;
    }

    private boolean equation(String left, long expected, String right, long actual) {
        out.printf(
                Locale.ROOT,
                "  %,9d %s %s %,d %s%n",
                expected,
                left,
                expected == actual ? "=" : "IS NOT",
                actual,
                right);
        return expected == actual;
    }

    private void printNext(Path directory) {
        out.println();
        out.println("Next");
        out.println("  ./quickstart --keep            leave it running and look around");
        out.println("  README.md                      install it on a frontend, or into a Flume that you have");
        out.println("  conf-examples/quickstart.conf  the agent that you have just seen");
        out.println("  " + directory + "  its log, its data");
    }
}
