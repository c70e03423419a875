/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.rotation;

/** What the bytes say of which a {@link CarrierVerdict.Prove} asked. */
public enum Evidence {
    /** They have not been looked at. */
    NONE,
    /** They are what they were. */
    INTACT,
    /** They are others, or not there any more. */
    BROKEN
}
