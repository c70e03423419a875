/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.rotation;

/**
 * What tells in which order the server wrote the files of one stream, before anything is known of their lines: their names, and
 * of what was removed, whose name says nothing any more, the order in which contents came into sight.
 *
 * @param name what the file is called, or was
 * @param listed whether the last listing showed it
 * @param open whether its bytes are within reach whatever happens to its name
 * @param birth ascending in the order in which contents came into sight; 0 while it is empty
 */
public record Age(RotationName name, boolean listed, boolean open, long birth) {
    /** Whether it was written before another one. */
    public boolean precedes(Age younger) {
        int byName = name.compareTo(younger.name);
        if (listed && younger.listed) {
            return byName < 0;
        }
        return younger.birth == 0 ? byName <= 0 : birth < younger.birth;
    }

    /** Whether it is there, and was written later than another one; one that was removed while empty is none. */
    public boolean succeeds(Age older) {
        boolean there = listed || (open && birth != 0);
        return there && older.precedes(this);
    }
}
