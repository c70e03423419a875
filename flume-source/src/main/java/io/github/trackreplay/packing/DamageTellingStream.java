/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.packing;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Tells what is wrong with packed bytes from what is wrong with reading them: the decoders throw both alike, and some worse. */
final class DamageTellingStream extends InputStream {
    /** By its name, for a class path without it. */
    private static final String XZ_MEMORY = "org.tukaani.xz.MemoryLimitException";

    private final Packed packed;
    private final InputStream unpacked;

    /** A decoder. */
    interface Decoder {
        InputStream of(InputStream packed) throws IOException;
    }

    DamageTellingStream(InputStream raw, Decoder decoder) throws IOException {
        packed = new Packed(raw);
        unpacked = told(() -> decoder.of(packed));
    }

    @Override
    public int read() throws IOException {
        return told(unpacked::read);
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        return told(() -> unpacked.read(into, at, length));
    }

    @Override
    public void close() throws IOException {
        packed.close();
    }

    private <T> T told(Step<T> step) throws IOException {
        try {
            return step.take();
        } catch (IOException | RuntimeException e) {
            if (packed.failure.isPresent()) {
                throw packed.failure.get();
            }
            if (e instanceof DamagedArchiveException inner) {
                throw inner;
            }
            throw new DamagedArchiveException(why(e), e);
        } catch (NoClassDefFoundError e) {
            throw new DamagedArchiveException(Libraries.missing(e), e);
        }
    }

    private static String why(Exception e) {
        String message = e.getMessage() == null ? "it breaks off" : e.getMessage();
        boolean tooLarge = e.getClass().getName().equals(XZ_MEMORY) || message.startsWith("Window size too large");
        return tooLarge
                ? "it needs more memory than a log's archive is given (" + message
                        + "): xz takes 64 MiB for its dictionary,"
                        + " zstd 8 MiB for its window. Unpack it on the way: xzcat or zstd -dc --long=31 FILE"
                        + " | trackreplay import ... --stream NAME=-"
                : message;
    }

    private interface Step<T> {
        T take() throws IOException;
    }

    /** The packed bytes, remembering why they could not be read. */
    private static final class Packed extends InputStream {
        private final InputStream raw;
        private Optional<IOException> failure = Optional.empty();

        Packed(InputStream raw) {
            this.raw = raw;
        }

        @Override
        public int read() throws IOException {
            try {
                return raw.read();
            } catch (IOException e) {
                failure = Optional.of(e);
                throw e;
            }
        }

        @Override
        public int read(byte[] into, int at, int length) throws IOException {
            try {
                return raw.read(into, at, length);
            } catch (IOException e) {
                failure = Optional.of(e);
                throw e;
            }
        }

        @Override
        public int available() throws IOException {
            return raw.available();
        }

        @Override
        public void close() throws IOException {
            raw.close();
        }
    }
}
