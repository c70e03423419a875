/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.definition;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where definition files come from. {@code open} gives the content of a file by its path under `regexes`. */
public interface DefinitionFiles {
    /** The bytes of a file such as `device/mobiles.yml`, where this set has it. */
    Optional<byte[]> read(String path) throws IOException;

    /** The release, where the set itself says it. */
    default Optional<LibraryRelease> release() throws IOException {
        return Optional.empty();
    }

    /** What an administrator calls this set. */
    String name();

    /** The files of an installed Matomo: its directory `vendor/matomo/device-detector/regexes`. */
    static DefinitionFiles in(Path regexes) {
        return new DefinitionFiles() {
            @Override
            public Optional<byte[]> read(String path) throws IOException {
                try {
                    return Optional.of(Files.readAllBytes(regexes.resolve(path)));
                } catch (NoSuchFileException e) {
                    return Optional.empty();
                }
            }

            @Override
            public Optional<LibraryRelease> release() throws IOException {
                Path library = regexes.resolveSibling("DeviceDetector.php");
                if (!Files.isReadable(library)) return Optional.empty();
                String text = Files.readString(library, StandardCharsets.ISO_8859_1);
                int at = text.indexOf("VERSION = '");
                if (at < 0) return Optional.empty();
                return Optional.of(LibraryRelease.parse(text.substring(at + "VERSION = '".length())));
            }

            @Override
            public String name() {
                return regexes.toString();
            }
        };
    }

    /** The set that comes with this program, for use without a Matomo directory: older, so it knows fewer devices. */
    static DefinitionFiles bundled() {
        return new BundledFiles(Map.of(
                "oss.yml", "operating-systems.yml",
                "vendorfragments.yml", "vendor-fragments.yml",
                "client/pim.yml", "client/pims.yml",
                "device/car_browsers.yml", "device/cars.yml"));
    }
}
