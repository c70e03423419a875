/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.documented;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.cli.TrackReplay;
import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.metrics.AgentMetrics;
import io.github.trackreplay.metrics.MetricsEndpoint;
import io.github.trackreplay.metrics.MetricsHub;
import io.github.trackreplay.metrics.MetricsOptions;
import io.github.trackreplay.metrics.Samples;
import io.github.trackreplay.mysql.matomo.MatomoHome;
import io.github.trackreplay.option.OptionSet;
import io.github.trackreplay.page.Tap;
import io.github.trackreplay.status.LedgerOnThePage;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, clicked through, on a ledger that an import has written and that a visitor wanted to spoil. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageTest {
    private static final String EVIL = "<img src=x onerror=window.pwned=1><script>window.pwned=2</script>";
    private static final String EVIL_STREAM = "web<img src=x onerror=window.pwned=3>";

    private static final String STREAM = "document.querySelectorAll('#streams details').length === 1";

    @TempDir
    static Path directory;

    private final TestDatabase database = TestDatabase.create();
    private final List<MetricsHub.Registration> open = new ArrayList<>();
    private Chromium browser;
    private int port;

    @BeforeAll
    void prepare() throws Exception {
        browser = new Chromium(directory);
        Path before = Path.of("..", "core", "matomo", "src", "test", "resources", "recorded", "before.sql.gz");
        try (InputStream dump = new GZIPInputStream(Files.newInputStream(before))) {
            database.load(new String(dump.readAllBytes(), StandardCharsets.UTF_8));
        }
        StringBuilder log = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            log.append(line(i, "/matomo.php?idsite=1&rec=1&url=https%3A%2F%2Fshop.example.com%2F" + i));
        }
        log.append(line(40, "/matomo.php?idsite=99&rec=1&action_name=" + EVIL.replace(" ", "%20")));
        Path file = Files.writeString(directory.resolve("access.log"), log);
        int code = TrackReplay.commandLine()
                .execute(
                        "import",
                        "--stream",
                        "web1=" + file,
                        "--url",
                        database.url(),
                        "--user",
                        database.user(),
                        "--password",
                        database.password());
        assertThat(code).isZero();
    }

    @AfterEach
    void leave() throws Exception {
        open.forEach(MetricsHub.Registration::close);
        open.clear();
        browser.call("Network.setExtraHTTPHeaders", Map.of("headers", Map.of()));
        browser.go("about:blank");
    }

    @AfterAll
    void close() throws Exception {
        if (browser != null) {
            browser.close();
        }
        database.close();
    }

    private static String line(int second, String target) {
        return String.format(
                "198.51.100.7 - - [04/Mar/2026:10:%02d:%02d +0000] \"GET %s HTTP/1.1\" 200 43 \"-\" \"Mozilla/5.0\"\n",
                second / 60, second % 60, target);
    }

    private void serve(boolean withUsers) throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Map<String, String> settings = new HashMap<>(Map.of("metricsPort", Integer.toString(port)));
        if (withUsers) {
            Path users = Files.writeString(directory.resolve("users"), "ops:s:cret\n");
            Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-r-----"));
            settings.put("metricsUsers", users.toString());
        }
        MetricsHub hub = MetricsHub.ofProcess();
        open.add(hub.register(PageTest::figures));
        open.add(hub.show(new LedgerOnThePage(
                database.url(), database.user(), database.password(), "db", "matomo_", MatomoHome.none())));
        open.add(MetricsEndpoint.ofProcess()
                .share(
                        MetricsOptions.of(new OptionSet("test", MetricsOptions.ALL, List.of()).read("", settings)),
                        "test"));
    }

    private static void figures(Samples samples) {
        samples.add(AgentMetrics.COMMITS, 12);
        samples.add(AgentMetrics.REQUESTS, 40, "recorded", "");
        samples.add(AgentMetrics.STREAM_LAG, 0.4, "web1");
        samples.add(AgentMetrics.STREAM_LAG, 1.5, EVIL_STREAM);
        samples.add(AgentMetrics.STREAM_STATE, 1, EVIL_STREAM, "active");
        samples.add(AgentMetrics.COLLECTOR, 1, EVIL);
        samples.add(AgentMetrics.DATABASE_UP, 1);
        samples.add(AgentMetrics.CHANNEL_EVENTS, 10, EVIL);
        samples.add(AgentMetrics.CHANNEL_CAPACITY, 1000, EVIL);
    }

    private void logIn() throws Exception {
        String basic = Base64.getEncoder().encodeToString("ops:s:cret".getBytes(StandardCharsets.UTF_8));
        browser.call("Network.enable", Map.of());
        browser.call("Network.setExtraHTTPHeaders", Map.of("headers", Map.of("Authorization", "Basic " + basic)));
    }

    @Test
    void theUsersClickThroughStreamsRejectsAndRequests() throws Exception {
        serve(true);
        logIn();
        browser.look(1200, 900, false);
        browser.go("http://127.0.0.1:" + port + "/");
        browser.await(STREAM);

        browser.click("#streams summary");
        browser.await("document.querySelector('#streams dl').innerText.includes('recorded 40')");
        assertThat(browser.text("document.querySelector('#streams details').innerText"))
                .contains("ended", "read =", "trackreplay status --stream web1");
        browser.click("#rejects summary");
        browser.await("document.querySelector('#rejects .inside') !== null"
                + " && document.querySelector('#rejects .inside').innerText.includes('unknown-site')");
        assertThat(browser.text("document.querySelector('#rejects').innerText"))
                .contains(EVIL, "trackreplay rejected show", "trackreplay explain --at", "idsite", "99");
        assertThat(browser.text("document.querySelector('#warnings').innerText"))
                .contains("1 rejected (unknown-site 1)");
        assertThat(browser.text("document.querySelector('#complete').innerText"))
                .contains("Shop", "site 1, Europe/Berlin", "not yet");

        MetricsHub.ofProcess().tap().add(3, List.of(new Tap.Passed(0, 1000, "web1", "recorded", "", EVIL)));
        browser.click("#watch");
        browser.await("document.querySelector('#tap').innerText.includes('window.pwned')");

        assertThat(browser.text("String(window.pwned)")).isEqualTo("undefined");
        assertThat(browser.text("document.images.length + document.querySelectorAll('body script').length"))
                .isEqualTo("1");
        picture("page-desktop");
    }

    @Test
    void itCanBeUsedByKeyboardAndOnAPhoneInTheDark() throws Exception {
        serve(true);
        logIn();
        browser.look(360, 800, true);
        browser.go("http://127.0.0.1:" + port + "/");
        browser.await(STREAM);

        assertThat(
                        browser.text(
                                "[...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll') && !e.closest('svg')"
                                        + " && e.getBoundingClientRect().right > 361).map(e => e.outerHTML.slice(0, 200)).join()"))
                .as("what makes a phone scroll sideways")
                .isEmpty();
        browser.press("Tab");
        assertThat(browser.text("document.activeElement.className")).isEqualTo("skip");
        browser.press("Tab");
        browser.press("Enter");
        browser.await("document.querySelector('#age').innerText === 'Paused'");
        browser.press("Enter");
        browser.await("document.querySelector('#age').innerText === 'Live'");
        browser.text("document.querySelector('#streams summary').focus()");
        browser.press("Enter");
        browser.await("document.querySelector('#streams details').open");
        assertThat(browser.text("getComputedStyle(document.body).color")).isNotEqualTo("rgb(27, 36, 48)");
        assertThat(
                        browser.text(
                                "[...document.querySelectorAll('button, input, [role=img], [role=region]')].filter(e => e.checkVisibility()"
                                        + " && !(e.innerText || e.labels?.length || e.getAttribute('aria-label') || e.getAttribute('aria-labelledby'))).length"))
                .as("everything that can be used has a name")
                .isEqualTo("0");
        picture("page-phone-dark");
    }

    @Test
    void withoutUsersNothingIsShownThatVisitorsSent() throws Exception {
        serve(false);
        browser.go("http://127.0.0.1:" + port + "/");
        browser.await("document.querySelectorAll('#rejects details').length === 1");
        browser.click("#rejects summary");
        browser.await("document.querySelector('#rejects details').open");

        assertThat(browser.text("document.querySelector('#rejects-section').innerText"))
                .contains("metricsUsers", "unknown-site")
                .doesNotContain("window.pwned=1><script>", "198.51.100.7");
        assertThat(browser.text("fetch('/tap.json').then(a => a.status)")).isEqualTo("403");
        assertThat(browser.text("getComputedStyle(document.querySelector('#tap-section')).display"))
                .isEqualTo("none");
    }

    @Test
    void aDatabaseThatIsAwayAndAnAgentThatStopsAreSaid() throws Exception {
        serve(true);
        logIn();
        browser.go("http://127.0.0.1:" + port + "/");
        browser.await(STREAM);
        database.execute("RENAME TABLE matomo_trackreplay_progress TO matomo_trackreplay_away");
        try {
            browser.await("document.querySelector('#warnings').innerText.includes('does not answer the page')");
        } finally {
            database.execute("RENAME TABLE matomo_trackreplay_away TO matomo_trackreplay_progress");
        }

        open.forEach(MetricsHub.Registration::close);
        browser.await("document.querySelector('#verdict').innerText.includes('does not answer')");
    }

    /** Where {@code -Dtrackreplay.pictures=DIRECTORY} asks for it, to be looked at. */
    private void picture(String name) throws Exception {
        Optional<Path> to =
                Optional.ofNullable(System.getProperty("trackreplay.pictures")).map(Path::of);
        if (to.isPresent()) {
            browser.picture(to.get().resolve(name + ".png"));
        }
    }
}
