/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.interceptor;

import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.event.LogFile;

/** What a parser has to say about a stream's format: once when it changes, never per line. */
public interface FormatNotices {
    /** Lines of the file are read in this format, which {@code auto} has picked or which is not the configured one. */
    void picked(LogFile file, LogFormat format);

    /** Nothing of the first lines of a file can be read; the sentence holds the remedy. */
    void mismatch(LogFile file, String sentence);

    /** For those who do not want to know. */
    FormatNotices NONE = new FormatNotices() {
        @Override
        public void picked(LogFile file, LogFormat format) {}

        @Override
        public void mismatch(LogFile file, String sentence) {}
    };
}
