/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.location.HostNames;
import io.github.trackreplay.tracking.location.LocationDatabase;
import io.github.trackreplay.tracking.location.Locator;
import io.github.trackreplay.tracking.prepared.OutsideFacts;
import io.github.trackreplay.tracking.referrer.ReferrerDefinitions;
import io.github.trackreplay.tracking.referrer.SpamReferrers;
import io.github.trackreplay.tracking.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads the facts about clients, referrers and places that the user's Matomo works with: its option rows where it keeps them
 * up to date there, else the files below {@code vendor/matomo}, else those that come with this program. Detector, referrers and location
 * database are those of {@link LoadedDefinitions}.
 */
final class DefinitionsReader {
    private final MatomoHome home;
    private final LoadedDefinitions loaded;
    private Optional<HostNames> hostNames = Optional.empty();

    DefinitionsReader(LoadedDefinitions loaded) {
        this.home = loaded.home();
        this.loaded = loaded;
    }

    /**
     * The definitions for some settings.
     *
     * @throws UncheckedIOException with a sentence if a file is there but cannot be used
     */
    OutsideFacts read(Settings settings) {
        try {
            return new OutsideFacts(
                    loaded.devices(), referrers(settings), spammers(settings), places(settings), hostNames);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has names of addresses looked up, for the plugin Provider. */
    void lookingUp(HostNames names) {
        hostNames = Optional.of(names);
    }

    /** Where Matomo does not ask a database, nobody minds that it cannot be used. */
    private LocationDatabase places(Settings settings) throws IOException {
        Locator.Provider provider = Locator.Provider.of(
                settings.option("usercountry.location_provider"),
                settings.tracker().location().defaultLocationProvider());
        return provider == Locator.Provider.DATABASE ? loaded.places() : LocationDatabase.none();
    }

    /** Each new connection to the database asks for them, within a transaction. */
    private ReferrerDefinitions referrers(Settings settings) throws IOException {
        boolean syncs = syncs();
        return loaded.referrers(ReferrerTexts.of(
                settings.option("SearchEngineDefinitions").filter(fetched -> syncs),
                settings.option("SocialDefinitions").filter(fetched -> syncs),
                settings.option("AIAssistantDefinitions").filter(fetched -> syncs),
                home.definitions("searchengine-and-social-list")));
    }

    /** Whether Matomo works with the definitions that it has fetched: it does unless one of two settings says no. */
    private boolean syncs() throws IOException {
        IniFile configuration = home.configuration();
        return isNotOff(configuration, "enable_referrer_definition_syncs")
                && isNotOff(configuration, "enable_internet_features");
    }

    private static boolean isNotOff(IniFile configuration, String name) {
        String value = configuration.text("General", name).orElse("1");
        return !value.isEmpty() && !value.equals("0");
    }

    private SpamReferrers spammers(Settings settings) throws IOException {
        Optional<SpamReferrers> ofOption =
                settings.option("referrer_spam_blacklist").flatMap(SpamReferrers::ofOption);
        if (ofOption.isPresent()) {
            return ofOption.get();
        }
        Optional<Path> files = home.definitions("referrer-spam-list");
        Optional<String> lines =
                files.isEmpty() ? Optional.empty() : text(files.get().resolve("spammers.txt"));
        return lines.map(SpamReferrers::ofLines).orElse(SpamReferrers.none());
    }

    private static Optional<String> text(Path file) throws IOException {
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }
}
