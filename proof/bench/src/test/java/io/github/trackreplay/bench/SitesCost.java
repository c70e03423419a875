/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import io.github.trackreplay.database.TestDatabase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What it costs that the same calls go to thousands of sites, each with five goals, and not to one: imports within one virtual
 * machine, in turn, each into a schema of its own. The first rounds warm up and do not count. The aim: at most a tenth more.
 */
@Command(
        name = "sites",
        mixinStandardHelpOptions = true,
        description = "Compares many sites with one. Exit codes: 0 measured, 1 something went wrong.")
public final class SitesCost implements Callable<Integer> {
    private static final int GOALS = 5;
    private static final String ONE = "one";
    private static final String MANY = "many";

    @Option(names = "--requests", paramLabel = "N", defaultValue = "40000", description = "A round. ${DEFAULT-VALUE}")
    private int requests;

    @Option(names = "--sites", paramLabel = "N", defaultValue = "5000", description = "Default: ${DEFAULT-VALUE}")
    private int sites;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "2",
            description = "Rounds. Default: ${DEFAULT-VALUE}")
    private int warmUp;

    private final PrintStream out = System.out;
    private final Map<String, List<InProcessImport.Took>> took = new LinkedHashMap<>();

    public static void main(String[] args) {
        System.exit(new CommandLine(new SitesCost()).execute(args));
    }

    @Override
    public Integer call() throws IOException, SQLException {
        Files.createDirectories(TestDatabase.directory());
        Path directory = Files.createTempDirectory(TestDatabase.directory(), "sites-");
        try (BenchDatabase database = new BenchDatabase()) {
            InProcessImport imports = new InProcessImport(database);
            List<Call> calls = new Traffic(1).next(requests);
            Path one = write(directory.resolve(ONE), calls, call -> 1);
            Path many = write(
                    directory.resolve(MANY),
                    calls,
                    call -> 1 + Math.floorMod(visitor(call).hashCode(), sites));
            for (int round = 0; round < warmUp + rounds; round++) {
                for (int turn = 0; turn < 2; turn++) {
                    boolean isOne = (round + turn) % 2 == 0;
                    measure(database, imports, round, isOne ? ONE : MANY, isOne ? one : many);
                }
            }
        } finally {
            Trees.delete(directory);
        }
        out.println("| sites | wall, s | JVM, s of processor | server, s of processor | both |");
        out.println("|---|---|---|---|---|");
        row(ONE, 1);
        row(MANY, sites);
        out.printf(
                Locale.ROOT,
                "ratio: wall %.2f, JVM %.2f, both %.2f%n",
                ratio(InProcessImport.Took::wall),
                ratio(InProcessImport.Took::jvm),
                ratio(all -> all.jvm().plus(all.server())));
        return 0;
    }

    private void measure(BenchDatabase database, InProcessImport imports, int round, String name, Path log)
            throws SQLException {
        String schema = name + round;
        database.createMatomo(schema);
        createSites(database, schema, name.equals(ONE) ? 1 : sites);
        InProcessImport.Took result = imports.run(schema, "web1=" + log);
        if (round >= warmUp) {
            took.computeIfAbsent(name, n -> new ArrayList<>()).add(result);
        }
    }

    /** The first sites of the traffic are there already, with a goal each. */
    private static void createSites(BenchDatabase database, String schema, int number) throws SQLException {
        try (Connection connection = database.connect(schema);
                Statement statement = connection.createStatement()) {
            statement.execute("SET max_recursive_iterations = 1000000");
            statement.execute("INSERT INTO matomo_site (idsite, name, main_url, ts_created, ecommerce, timezone,"
                    + " currency, sitesearch_keyword_parameters, sitesearch_category_parameters, excluded_ips,"
                    + " excluded_parameters, excluded_user_agents, excluded_referrers, `group`, type)"
                    + " WITH RECURSIVE numbers AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < "
                    + number
                    + ") SELECT n, CONCAT('Shop ', n), CONCAT('https://shop', n, '.example.com/'), ts_created, ecommerce,"
                    + " timezone, currency, '', '', '', '', '', '', '', type"
                    + " FROM numbers JOIN matomo_site ON idsite = 1 WHERE n > " + Traffic.SITES);
            for (int goal = 2; goal <= GOALS; goal++) {
                statement.execute("INSERT INTO matomo_goal (idsite, idgoal, name, match_attribute, pattern,"
                        + " pattern_type, case_sensitive, allow_multiple, revenue) SELECT idsite, " + goal
                        + ", 'Product', 'url', '/product-" + goal + "77', 'contains', 0, 0, 1 FROM matomo_site");
            }
            statement.execute("INSERT IGNORE INTO matomo_goal (idsite, idgoal, name, match_attribute, pattern,"
                    + " pattern_type, case_sensitive, allow_multiple, revenue) SELECT idsite, 1, 'Newsletter',"
                    + " 'manually', 'manually', 'contains', 0, 1, 10 FROM matomo_site");
        }
    }

    private static String visitor(Call call) {
        return call.query().replaceAll("^.*&_id=([^&]*).*$", "$1");
    }

    private static Path write(Path log, List<Call> calls, Function<Call, Integer> site) throws IOException {
        List<String> lines = calls.stream()
                .map(call -> new Call(
                        call.time(),
                        call.address(),
                        call.userAgent(),
                        call.referrer(),
                        call.language(),
                        call.query().replaceFirst("^idsite=\\d+", "idsite=" + site.apply(call))))
                .map(Line.TRACKREPLAY_JSON::of)
                .toList();
        return Files.write(log, lines, StandardCharsets.US_ASCII);
    }

    private void row(String name, int number) {
        out.printf(
                Locale.ROOT,
                "| %,d | %s | %s | %s | %.2f |%n",
                number,
                each(name, InProcessImport.Took::wall),
                each(name, InProcessImport.Took::jvm),
                each(name, InProcessImport.Took::server),
                mean(name, all -> all.jvm().plus(all.server())));
    }

    private String each(String name, Function<InProcessImport.Took, Duration> part) {
        return String.join(
                ", ",
                took.getOrDefault(name, List.of()).stream()
                        .map(one -> String.format(Locale.ROOT, "%.2f", seconds(part.apply(one))))
                        .toList());
    }

    private double ratio(Function<InProcessImport.Took, Duration> part) {
        return mean(MANY, part) / mean(ONE, part);
    }

    private double mean(String name, Function<InProcessImport.Took, Duration> part) {
        return took.getOrDefault(name, List.of()).stream()
                .mapToDouble(one -> seconds(part.apply(one)))
                .average()
                .orElseThrow();
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
