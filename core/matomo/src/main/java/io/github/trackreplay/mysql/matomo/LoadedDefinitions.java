/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.device.detector.DeviceDetector;
import io.github.trackreplay.location.MaxMindLocations;
import io.github.trackreplay.location.MaxMindNetworks;
import io.github.trackreplay.tracking.location.LocationDatabase;
import io.github.trackreplay.tracking.referrer.ReferrerDefinitions;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The definitions of devices and referrers and its databases of places and networks, or those that come with this program. They take long to load, so
 * they are loaded when they are first asked for, and once for all who share this. Thread-safe.
 */
public final class LoadedDefinitions {
    private static final Logger log = LoggerFactory.getLogger(LoadedDefinitions.class);

    private final MatomoHome home;
    private @Nullable DeviceDetector devices;
    private @Nullable LocationDatabase places;
    private Optional<Referrers> referrers = Optional.empty();

    /** Definitions with what they were made of. */
    private record Referrers(ReferrerTexts of, ReferrerDefinitions definitions) {}

    /** Loads nothing yet. */
    public LoadedDefinitions(MatomoHome home) {
        this.home = home;
    }

    /** Matomo's directory. */
    MatomoHome home() {
        return home;
    }

    /** Begins to load the device definitions in a thread of its own. Whoever asks for them waits for it, and learns what is wrong. */
    public void begin() {
        Thread thread = new Thread(this::load, "definitions");
        thread.setDaemon(true);
        thread.start();
    }

    private void load() {
        try {
            devices();
        } catch (IOException | RuntimeException e) {
            log.debug("Whoever asks for the definitions meets this again.", e);
        }
    }

    /** @throws IOException if a file is there but cannot be used */
    synchronized DeviceDetector devices() throws IOException {
        if (devices == null) {
            devices = loadDevices();
        }
        return devices;
    }

    private DeviceDetector loadDevices() throws IOException {
        Optional<Path> regexes = regexes(home);
        if (regexes.isEmpty()) {
            log.warn(
                    "Matomo's device definitions are not at hand, so older ones that come with Track Replay are used:"
                            + " newer devices and browsers will not be named. {}",
                    remedy(home));
            return DeviceDetector.bundled();
        }
        return DeviceDetector.load(regexes.get());
    }

    private static Optional<Path> regexes(MatomoHome home) {
        return home.definitions("device-detector")
                .map(definitions -> definitions.resolve("regexes"))
                .filter(Files::isDirectory);
    }

    private static String remedy(MatomoHome home) {
        return home.root()
                .map(root -> "Copy vendor/matomo of Matomo's directory to " + root + "/vendor/matomo.")
                .orElse("Set matomoHome to Matomo's directory.");
    }

    /** A sentence, to stand behind the setting's name, where Matomo's directory has no device definitions. */
    public static Optional<String> missing(MatomoHome home) {
        return regexes(home).isPresent()
                ? Optional.empty()
                : Optional.of(
                        "has no device definitions (vendor/matomo/device-detector), so older ones that come with Track Replay"
                                + " are used: newer devices and browsers will not be named. " + remedy(home));
    }

    /**
     * The definitions of some texts, which are made anew only where the texts have changed.
     *
     * @throws IOException if a file is missing, or cannot be read, that is needed
     */
    synchronized ReferrerDefinitions referrers(ReferrerTexts texts) throws IOException {
        if (referrers.filter(made -> made.of().equals(texts)).isEmpty()) {
            referrers = Optional.of(new Referrers(texts, texts.definitions()));
        }
        return referrers.get().definitions();
    }

    /** @throws IOException if a file is there but cannot be used */
    synchronized LocationDatabase places() throws IOException {
        if (places == null) {
            Optional<Path> file = home.root().flatMap(MaxMindLocations::fileOf);
            LocationDatabase found = file.isEmpty()
                    ? LocationDatabase.none()
                    : MaxMindLocations.open(file.get(), home.root().orElseThrow());
            Optional<Path> networks = home.root().flatMap(MaxMindNetworks::fileOf);
            places = networks.isEmpty() ? found : withNetworks(networks.get(), found);
        }
        return places;
    }

    /** Of what was opened nothing stays open where the rest cannot be used: it is tried again. */
    private static LocationDatabase withNetworks(Path networks, LocationDatabase places) throws IOException {
        try {
            return MaxMindNetworks.open(networks, places);
        } catch (IOException e) {
            if (places instanceof Closeable open) {
                open.close();
            }
            throw new IOException(networks + " cannot be used: " + e.getMessage(), e);
        }
    }
}
