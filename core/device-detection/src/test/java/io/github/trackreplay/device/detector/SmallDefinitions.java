/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.detector;

import io.github.trackreplay.device.ClientHints;
import io.github.trackreplay.device.Device;
import io.github.trackreplay.device.definition.DefinitionFiles;
import io.github.trackreplay.device.definition.Definitions;
import io.github.trackreplay.device.definition.LibraryRelease;
import io.github.trackreplay.device.rule.Detection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A set of definitions written in the test that needs it. */
final class SmallDefinitions implements DefinitionFiles {
    private final Map<String, String> files = new HashMap<>();
    private LibraryRelease release = new LibraryRelease(6, 4, 1);

    SmallDefinitions() {
        with("oss.yml", """
                - regex: 'Windows NT 10.0'
                  name: 'Windows'
                  version: '10'
                - regex: 'Ubuntu'
                  name: 'Ubuntu'
                  version: ''
                - regex: 'CrOS [a-z0-9_]+ (\\d+[.\\d]*)'
                  name: 'Chrome OS'
                  version: '$1'
                - regex: '(KFMAWI)'
                  name: 'Fire OS'
                  version: '7'
                - regex: 'KAIOS(?:/(\\d+[.\\d]+))?'
                  name: 'KaiOS'
                  version: '$1'
                - regex: 'Android[ /](\\d+[.\\d]*)?'
                  name: 'Android'
                  version: '$1'
                - regex: 'Mac OS X (\\d+[_.\\d]+)'
                  name: 'Mac'
                  version: '$1'
                """);
        with("client/browsers.yml", """
                - regex: 'Firefox(?:/(\\d+[.\\d]+))?'
                  name: 'Firefox'
                  version: '$1'
                  engine:
                    default: 'Gecko'
                - regex: 'Chrome/(\\d+[.\\d]+) Mobile'
                  name: 'Chrome Mobile'
                  version: '$1'
                  engine:
                    default: 'WebKit'
                    versions:
                      28: 'Blink'
                - regex: 'Chrome(?:/(\\d+[.\\d]+))?'
                  name: 'Chrome'
                  version: '$1'
                  engine:
                    default: 'WebKit'
                    versions:
                      28: 'Blink'
                """);
    }

    SmallDefinitions with(String path, String yaml) {
        files.put(path, yaml);
        return this;
    }

    SmallDefinitions without(String path) {
        files.remove(path);
        return this;
    }

    SmallDefinitions of(int major, int minor, int patch) {
        release = new LibraryRelease(major, minor, patch);
        return this;
    }

    Device detect(String userAgent) {
        return detect(userAgent, ClientHints.NONE);
    }

    Device detect(String userAgent, ClientHints hints) {
        return detection().detect(userAgent, hints);
    }

    Detection detection() {
        try {
            return new Detection(Definitions.load(this), 1, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<byte[]> read(String path) {
        return Optional.ofNullable(files.get(path)).map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<LibraryRelease> release() {
        return Optional.of(release);
    }

    @Override
    public String name() {
        return "the test's definitions";
    }
}
