/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.health;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Optional;

/**
 * What it means that a file channel of Flume's is closed: it was not opened at the start, never opens again in this process,
 * and only its message says why. Pure.
 *
 * @param startAgain whether a new start helps as things are now
 * @param sentence what is wrong and what to do
 */
public record ClosedChannel(boolean startAgain, String sentence) {
    private static final String CLOSED = "Channel closed";
    private static final List<String> FULL = List.of("Usable space exhausted", "No space left on device");
    /** What else a sound disk says that takes nothing; any other failure may be one of the channel's files. */
    private static final List<String> REFUSALS =
            List.of("quota exceeded", "Read-only file system", "Permission denied");

    /** Whether a failure says that the channel is closed; then why. */
    public static Optional<ClosedChannel> of(Throwable failure) {
        boolean closed = false;
        String root = "";
        boolean space = false;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            String text = String.valueOf(t.getMessage());
            closed |= text.contains(CLOSED);
            space |= saysAny(text, FULL);
            root = text;
        }
        boolean corrupt = looksDamaged(failure);
        return closed ? Optional.of(new ClosedChannel(space, sentence(space, corrupt, root))) : Optional.empty();
    }

    /**
     * Why an open channel takes or gives nothing just now, and what to do, in sentences: what its disk or one of its files is the cause of, if so.
     *
     * @param otherwise what to do where the disk is not to blame
     */
    public static String refusal(Throwable failure, String otherwise) {
        return root(failure) instanceof IOException
                ? remedy(failure)
                : "If this lasts, " + otherwise + ". (" + failure.getMessage() + ")";
    }

    private static boolean isOfTheDisk(Throwable failure) {
        String root = String.valueOf(root(failure).getMessage());
        return root(failure) instanceof IOException
                && !looksDamaged(failure)
                && (saysAny(root, FULL) || saysAny(root, REFUSALS));
    }

    private static boolean saysAny(String text, List<String> words) {
        return words.stream().anyMatch(text::contains);
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** Whether a channel's failure speaks of files that are not what they should be. */
    static boolean looksDamaged(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            String text = String.valueOf(t.getMessage());
            if (t.getClass().getSimpleName().startsWith("Corrupt")
                    || t instanceof EOFException
                    || text.contains("orrupt")
                    || text.contains("null counter")
                    || text.contains("checksum")) {
                return true;
            }
        }
        return false;
    }

    private static String sentence(boolean space, boolean corrupt, String root) {
        if (space) {
            return "The file channel was not opened when the agent started, because its disk was full (" + root
                    + "). A new start opens it.";
        }
        return "The file channel was not opened when the agent started (" + root + "). "
                + (corrupt ? REMEDY : "See why, then" + " start the agent again.");
    }

    /** Why a channel fails, its causes in one line, and what helps if its files are damaged. */
    public static String remedy(Throwable failure) {
        StringBuilder causes = new StringBuilder();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            String name = t.getClass().getSimpleName();
            causes.append(causes.length() == 0 ? "" : ": ").append(name);
            if (t.getCause() == null && t.getMessage() != null) {
                causes.append(": ").append(t.getMessage());
            }
        }
        if (causes.indexOf("Kafka") >= 0) {
            return "(" + causes + ") " + REMEDY_OF_KAFKA;
        }
        if (root(failure) instanceof ClosedChannelException) { // of which ClosedByInterruptException is one
            return "(" + causes + ") " + REMEDY_OF_STOP;
        }
        return isOfTheDisk(failure)
                ? "Its disk refuses: " + root(failure).getMessage() + REMEDY_OF_DISK
                : "(" + causes + ") " + REMEDY;
    }

    private static final String REMEDY_OF_DISK =
            ". Free space or inodes there (df -h, df -i), or have it mounted and writable again; where it does not go on then by itself,"
                    + " start the agent again.";

    private static final String REMEDY_OF_STOP =
            "Its files were closed while it worked, as an agent that is being stopped does. Nothing is lost, and the next start opens"
                    + " them. If this agent goes on running, start it again.";

    private static final String REMEDY_OF_KAFKA =
            "The brokers cannot be reached, or the topic holds a message that no frontend of ours has put there: Flume passes over"
                    + " such a message. Correct kafka.bootstrap.servers, the account or the encryption, or keep others off the"
                    + " topic. 'trackreplay validate' asks the brokers.";

    /** What helps a channel whose files are damaged. */
    public static final String REMEDY =
            "Stop the agent and say, as its user: trackreplay channel repair -f FILE, with the agent's configuration. It keeps"
                    + " every event that can be read, names the others, and sets the damaged files aside; what an event held that"
                    + " cannot be read comes back by an import of the log that it names. Where only the checkpoint is damaged (a"
                    + " kill, or two agents at once), nothing is lost: it is made anew from the data.";
}
