/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.packing;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Decoders of other people's libraries, each in a class of its own that is loaded when it is needed: a Flume without one of them
 * reads everything else.
 */
final class Libraries {
    private Libraries() {}

    /** What a missing one is called, and what to do. */
    static String missing(NoClassDefFoundError missing) {
        return "the class path lacks what unpacks it (" + missing.getMessage()
                + "). Put the jars commons-compress, xz and aircompressor into Flume's lib or plugins.d/trackreplay/libext and"
                + " start it again, or unpack the archive beside the log";
    }

    static final class Bzip2 {
        private Bzip2() {}

        static InputStream of(InputStream packed) throws IOException {
            return new BZip2CompressorInputStream(packed, true);
        }
    }

    static final class Xz {
        private static final int MOST_KIB = 80 * 1024;

        private Xz() {}

        static InputStream of(InputStream packed) throws IOException {
            return new XZInputStream(packed, MOST_KIB);
        }
    }

    static final class Zstd {
        private Zstd() {}

        static InputStream of(InputStream packed) throws IOException {
            return new ZstdInputStream(packed);
        }
    }
}
