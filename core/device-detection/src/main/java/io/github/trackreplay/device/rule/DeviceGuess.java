/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.rule;

import io.github.trackreplay.device.Client;
import io.github.trackreplay.device.ClientType;
import io.github.trackreplay.device.DeviceType;
import io.github.trackreplay.device.OperatingSystem;
import io.github.trackreplay.device.definition.LibraryRelease;
import io.github.trackreplay.device.match.Match;
import io.github.trackreplay.device.match.PhpText;
import io.github.trackreplay.device.match.PhpVersion;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Completes what the device files said by what system, client and some phrases imply. The order of the steps matters: a later
 * one may replace what an earlier one said. Made for one detection.
 */
final class DeviceGuess {
    private static final Set<String> APPLE_SYSTEMS = Set.of("iPadOS", "tvOS", "watchOS", "iOS", "Mac");
    /** Clients that run on televisions only, with the release that knew them first. */
    private static final Map<String, LibraryRelease> TV_CLIENTS = Map.ofEntries(
            Map.entry("Kylo", new LibraryRelease(0, 0, 0)),
            Map.entry("Espial TV Browser", new LibraryRelease(0, 0, 0)),
            Map.entry("LUJO TV Browser", new LibraryRelease(6, 1, 5)),
            Map.entry("LogicUI TV Browser", new LibraryRelease(6, 1, 5)),
            Map.entry("Open TV Browser", new LibraryRelease(6, 1, 5)),
            Map.entry("Seraphic Sraf", new LibraryRelease(6, 2, 1)),
            Map.entry("Opera Devices", new LibraryRelease(6, 2, 1)),
            Map.entry("Crow Browser", new LibraryRelease(6, 3, 0)),
            Map.entry("Vewd Browser", new LibraryRelease(6, 3, 0)),
            Map.entry("TiviMate", new LibraryRelease(6, 3, 0)),
            Map.entry("Quick Search TV", new LibraryRelease(6, 3, 0)),
            Map.entry("QJY TV Browser", new LibraryRelease(6, 3, 1)),
            Map.entry("TV Bro", new LibraryRelease(6, 3, 1)),
            Map.entry("Redline", new LibraryRelease(6, 5, 0)),
            Map.entry("Odin", new LibraryRelease(6, 5, 2)));

    private static final Set<DeviceType> HAND_HELD = EnumSet.of(
            DeviceType.FEATURE_PHONE,
            DeviceType.SMARTPHONE,
            DeviceType.TABLET,
            DeviceType.PHABLET,
            DeviceType.CAMERA,
            DeviceType.PORTABLE_MEDIA_PLAYER);
    private static final Set<DeviceType> STATIONARY =
            EnumSet.of(DeviceType.TV, DeviceType.SMART_DISPLAY, DeviceType.CONSOLE);

    private final UserAgent agent;
    private final LibraryRelease release;
    private final OsDetection systems;
    private final BrowserNames browsers;
    private final @Nullable Client client;
    private final String osName;
    private final String osFamily;
    private final String osVersion;
    private @Nullable DeviceType type;
    private String brand;
    private String model;

    DeviceGuess(
            UserAgent agent,
            OsDetection systems,
            BrowserNames browsers,
            @Nullable OperatingSystem os,
            @Nullable Client client,
            DeviceDetection.Found found) {
        this.agent = agent;
        this.release = agent.rules.release;
        this.systems = systems;
        this.browsers = browsers;
        this.client = client;
        this.osName = os == null ? "UNK" : os.name();
        this.osFamily = os == null || os.family() == null ? "UNK" : os.family();
        this.osVersion = os == null ? "UNK" : os.version();
        this.type = found.type();
        this.brand = found.brand();
        this.model = found.model();
    }

    /** The completed device. */
    DeviceDetection.Found complete() {
        completeModelAndBrand();
        guessByAndroid();
        guessBySystem();
        guessByPuffin();
        guessTelevision();
        guessDesktop();
        return new DeviceDetection.Found(type, brand, model);
    }

    /** Whether the device, once complete, counts as mobile. */
    boolean isMobile() {
        if (agent.hints.mobile() || (type != null && HAND_HELD.contains(type))) return true;
        if (type != null && STATIONARY.contains(type)) return false;
        if (usesMobileBrowser()) return true;
        return !isUnknown(osName) && !isDesktop();
    }

    private void completeModelAndBrand() {
        if (PhpText.isEmpty(model)) model = agent.hints.model();
        if (PhpText.isEmpty(brand)) {
            Match<String> fragment = agent.first(agent.rules.vendorFragments);
            brand = fragment == null ? "" : fragment.value();
        }
        boolean apple = APPLE_SYSTEMS.contains(osName);
        if (brand.equals("Apple") && !apple && mayNotBeApple()) {
            type = null;
            brand = "";
            model = "";
        }
        if (PhpText.isEmpty(brand) && apple) brand = "Apple";
        if (PhpText.isEmpty(brand) && osName.equals("ThinOS") && release.atLeast(6, 5, 2)) brand = "Dell";
    }

    /** Earlier releases looked for Android only, or not at all. */
    private boolean mayNotBeApple() {
        return release.atLeast(6, 3, 0) || (release.atLeast(6, 1, 2) && osName.equals("Android"));
    }

    private void guessByAndroid() {
        if (type == null && agent.has(Phrase.VIRTUAL_REALITY)) type = DeviceType.WEARABLE;
        if (type == null && osFamily.equals("Android") && agent.has(Phrase.CHROME)) {
            if (agent.has(Phrase.MOBILE)) type = DeviceType.SMARTPHONE;
            else if (agent.has(Phrase.NOT_MOBILE)) type = DeviceType.TABLET;
        }
        if (type == DeviceType.SMARTPHONE && agent.has(Phrase.PAD)) type = DeviceType.TABLET;
        if (type == null && (agent.has(Phrase.ANDROID_TABLET) || agent.has(Phrase.OPERA_TABLET))) {
            type = DeviceType.TABLET;
        }
        if (type == null && agent.has(Phrase.ANDROID_MOBILE)) type = DeviceType.SMARTPHONE;
        if (type == null && osName.equals("Android") && !osVersion.isEmpty()) type = byAndroidVersion();
        if (type == DeviceType.FEATURE_PHONE && osFamily.equals("Android")) type = DeviceType.SMARTPHONE;
    }

    /** Before 2.0 there were phones only; 3.x was for tablets only. */
    private @Nullable DeviceType byAndroidVersion() {
        if (PhpVersion.compare(osVersion, "2.0") < 0) return DeviceType.SMARTPHONE;
        boolean three = PhpVersion.compare(osVersion, "3.0") >= 0 && PhpVersion.compare(osVersion, "4.0") < 0;
        return three ? DeviceType.TABLET : null;
    }

    private void guessBySystem() {
        if (type == null && osName.equals("Java ME")) type = DeviceType.FEATURE_PHONE;
        if (osName.equals("KaiOS") && release.atLeast(6, 4, 3)) type = DeviceType.FEATURE_PHONE;
        boolean touchWindows =
                osName.equals("Windows RT") || (osName.equals("Windows") && PhpVersion.compare(osVersion, "8") >= 0);
        if (type == null && touchWindows && agent.has(Phrase.TOUCH)) type = DeviceType.TABLET;
    }

    private void guessByPuffin() {
        if (type == null && agent.has(Phrase.PUFFIN_DESKTOP)) type = DeviceType.DESKTOP;
        if (type == null && agent.has(Phrase.PUFFIN_PHONE)) type = DeviceType.SMARTPHONE;
        if (type == null && agent.has(Phrase.PUFFIN_TABLET)) type = DeviceType.TABLET;
    }

    private void guessTelevision() {
        if (agent.has(Phrase.OPERA_TV)) type = DeviceType.TV;
        if (osName.equals("Coolita OS") && release.atLeast(6, 4, 4)) {
            type = DeviceType.TV;
            if (release.atLeast(6, 4, 6)) brand = "coocaa";
        }
        if (osName.equals("VIDAA") && release.atLeast(6, 5, 2)) type = DeviceType.TV;
        if (mayBecomeTelevision() && agent.has(Phrase.ANDROID_TV)) type = DeviceType.TV;
        if (type == null && agent.has(Phrase.SMART_TV)) type = DeviceType.TV;
        if (client != null && isTelevisionClient(client.name())) type = DeviceType.TV;
        if (type == null && agent.has(Phrase.TV_COMMENT)) type = DeviceType.TV;
    }

    private boolean mayBecomeTelevision() {
        if (type == DeviceType.PERIPHERAL) return !release.atLeast(6, 4, 3);
        return type != DeviceType.WEARABLE || !release.atLeast(6, 5, 2);
    }

    private boolean isTelevisionClient(String name) {
        LibraryRelease since = TV_CLIENTS.get(name);
        return since != null && since.compareTo(release) <= 0 && (type == null || release.atLeast(6, 1, 5));
    }

    private void guessDesktop() {
        boolean named = release.atLeast(6, 5, 2) || agent.text.contains("Desktop");
        if (named && agent.has(Phrase.DESKTOP)) type = DeviceType.DESKTOP;
        if (type == null && isDesktop()) type = DeviceType.DESKTOP;
    }

    private boolean isDesktop() {
        return !isUnknown(osName) && !usesMobileBrowser() && systems.isDesktop(osName);
    }

    private boolean usesMobileBrowser() {
        return client != null && client.type() == ClientType.BROWSER && browsers.isMobileOnly(client.name());
    }

    private static boolean isUnknown(String name) {
        return PhpText.isEmpty(name) || name.equals("UNK");
    }
}
