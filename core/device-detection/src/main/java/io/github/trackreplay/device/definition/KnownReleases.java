/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.definition;

import java.util.Map;
import java.util.Optional;

/** Tells a release by the SHA-256 (first 16 hex digits) of its `device/mobiles.yml`, which changes with every release. */
final class KnownReleases {
    private static final Map<String, String> BY_HASH = Map.ofEntries(
            Map.entry("ae590b56af80b9f8", "5.0.0"),
            Map.entry("935027c62ca35e71", "5.0.1"),
            Map.entry("74596e11619297f4", "5.0.2"),
            Map.entry("213eea7067266954", "5.0.3"),
            Map.entry("3dbd224c45599bbe", "5.0.4"),
            Map.entry("ba7e2364a439ee03", "5.0.5"),
            Map.entry("e50c1d55376924b9", "6.0.0"),
            Map.entry("636c2ba1160ca4af", "6.0.1"),
            Map.entry("70ec2210f11c1298", "6.0.2"),
            Map.entry("d736954695a44043", "6.0.3"),
            Map.entry("4534fe56a5c53c6d", "6.0.4"),
            Map.entry("887844ba69609ca7", "6.0.5"),
            Map.entry("25db8406de6c3910", "6.0.6"),
            Map.entry("e633177ca06861a8", "6.1.0"),
            Map.entry("6fb5a75c4ac4634c", "6.1.1"),
            Map.entry("06df60b839535d23", "6.1.2"),
            Map.entry("67b0ac2d9a9c5b1f", "6.1.3"),
            Map.entry("0065db03fc609380", "6.1.4"),
            Map.entry("9421879e0ac76f7b", "6.1.5"),
            Map.entry("0903a4f6e3581656", "6.1.6"),
            Map.entry("9b9e2fb8d2e6dace", "6.2.0"),
            Map.entry("c3fcd0b4b28f74a2", "6.2.1"),
            Map.entry("a4a4fadd5fa4cd11", "6.3.0"),
            Map.entry("ba6a69b13e248a6b", "6.3.1"),
            Map.entry("0ccbf9b3dd8b73e1", "6.3.2"),
            Map.entry("dbcab949d55ef0d2", "6.4.0"),
            Map.entry("33cd13acf18d7b98", "6.4.1"),
            Map.entry("87034f4bdcca646c", "6.4.2"),
            Map.entry("ec9166638785e5a4", "6.4.3"),
            Map.entry("cf604e068e6536b4", "6.4.4"),
            Map.entry("f23432edf0307eaa", "6.4.6"),
            Map.entry("635eca3620857f0e", "6.4.7"),
            Map.entry("5a39a7ee4ada601c", "6.4.8"),
            Map.entry("436f57721ae62c22", "6.5.0"),
            Map.entry("a79bca783ad374d6", "6.5.1"));

    /** The last release in the table. */
    static final LibraryRelease LAST = new LibraryRelease(6, 5, 1);

    private KnownReleases() {}

    /** The release with that content, where it is known. */
    static Optional<LibraryRelease> byHash(String hash) {
        return Optional.ofNullable(BY_HASH.get(hash)).map(LibraryRelease::parse);
    }
}
