/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.rotation;

/** What follows from a glimpse of a file on disk. */
public sealed interface CarrierVerdict {
    /** Which file on disk. */
    Object key();

    /** Has it carried out. */
    void carryOut(Hand hand);

    /** Bytes that must be compared. */
    enum Bytes {
        /** Those before the position of its log file, and the last ones that were seen but not read. */
        TAKEN,
        /** Those that it held when no first line was complete. */
        BEGUN
    }

    /** Carries out verdicts. */
    interface Hand {
        void asItWas(AsItWas verdict);

        void prove(Prove verdict);

        void vouched(Vouched verdict);

        void doubted(Doubted verdict);

        void replaced(Replaced verdict);

        void lookAgain(LookAgain verdict);

        void lostUnidentified(LostUnidentified verdict);
    }

    /** Nothing follows. */
    record AsItWas(Object key) implements CarrierVerdict {
        @Override
        public void carryOut(Hand hand) {
            hand.asItWas(this);
        }
    }

    /** Only bytes can tell: the same glimpse is to be seen again with their {@link Evidence}. */
    record Prove(Object key, Bytes bytes) implements CarrierVerdict {
        @Override
        public void carryOut(Hand hand) {
            hand.prove(this);
        }
    }

    /** It holds its log file, which is that long. */
    record Vouched(Object key, long length) implements CarrierVerdict {
        @Override
        public void carryOut(Hand hand) {
            hand.vouched(this);
        }
    }

    /** It held the beginning of its log file and has grown: it may go on in another way, and is to be identified anew. */
    record Doubted(Object key) implements CarrierVerdict {
        @Override
        public void carryOut(Hand hand) {
            hand.doubted(this);
        }
    }

    /** It holds something else than its log file, which thereby is {@linkplain FileState.Truncated truncated}. */
    record Replaced(Object key) implements CarrierVerdict {
        @Override
        public void carryOut(Hand hand) {
            hand.replaced(this);
        }
    }

    /** Its content has been replaced while it was not being read: what it holds is to be found out anew. */
    record LookAgain(Object key) implements CarrierVerdict {
        @Override
        public void carryOut(Hand hand) {
            hand.lookAgain(this);
        }
    }

    /** So many bytes are gone that no log file can account for. */
    record LostUnidentified(Object key, long bytes) implements CarrierVerdict {
        @Override
        public void carryOut(Hand hand) {
            hand.lostUnidentified(this);
        }
    }
}
