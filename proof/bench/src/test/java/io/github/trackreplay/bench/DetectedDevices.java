/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import io.github.trackreplay.device.ClientHints;
import io.github.trackreplay.device.Device;
import io.github.trackreplay.device.detector.DeviceDetector;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** User agents a second on one core, with the definitions that come with the program and without client hints. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
public class DetectedDevices {
    /** Three times what the detector remembers, so that in turn none is found again. */
    private static final int RARE = 30_000;

    private static final int USUAL = 500;

    private final DeviceDetector detector = bundled();
    private List<String> rare;
    private List<String> usual;
    private int next;

    private static DeviceDetector bundled() {
        try {
            return DeviceDetector.bundled();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes the user agents. */
    @Setup
    public void make() {
        Random random = new Random(1);
        Set<String> different = new LinkedHashSet<>();
        while (different.size() < RARE) {
            different.add(UserAgents.rare(random));
        }
        rare = List.copyOf(different);
        usual = rare.subList(0, USUAL);
    }

    /** A user agent that was not seen lately. The design's aim is 5,000 a second. */
    @Benchmark
    public Device uncached() {
        return detector.detect(following(rare), ClientHints.NONE);
    }

    /** One that was, as a text whose hash is known: the least that remembering costs. */
    @Benchmark
    public Device cached() {
        return detector.detect(following(usual), ClientHints.NONE);
    }

    private String following(List<String> userAgents) {
        next = next + 1 < userAgents.size() ? next + 1 : 0;
        return userAgents.get(next);
    }
}
