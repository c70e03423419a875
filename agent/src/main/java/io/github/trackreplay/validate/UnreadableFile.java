/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says why a file cannot be read. The file system's own exceptions say the path and nothing else, or a reason and no path; ours say both
 * in a sentence. One wording for all commands.
 */
public final class UnreadableFile {
    /** What the operating system says, after a path or alone. */
    private static final Pattern SYSTEM =
            Pattern.compile("(?:(.+) \\()?(No such file or directory|Permission denied|Is a directory)\\)?");

    private static final String MISSING = "there is no such file";

    private UnreadableFile() {}

    /** A sentence about a file; it is named once, also where the message names it already. */
    public static String sentence(Path path, IOException e) {
        String reason = reason(e);
        return ended(reason.contains(path.toString()) ? reason : path + " cannot be read: " + reason);
    }

    /** A sentence where only the exception knows which file it is about. */
    public static String sentence(IOException e) {
        Optional<String> file = e instanceof FileSystemException of
                ? Optional.ofNullable(of.getFile())
                : systems(e).map(m -> m.group(1));
        return ended(file.orElse("A log") + " cannot be read: " + reason(e));
    }

    /** The reason alone, without a full stop, for a sentence that has named the file. */
    public static String reason(Exception e) {
        if (e instanceof NoSuchFileException missing) {
            return missing.getReason() == null ? MISSING : missing.getReason();
        } else if (e instanceof AccessDeniedException) {
            return noRight();
        } else if (e instanceof CharacterCodingException) {
            return "it holds bytes that are no UTF-8";
        }
        String said = e instanceof FileSystemException of ? of.getReason() : e.getMessage();
        if (said == null) {
            return e.getClass().getSimpleName();
        }
        return systems(e)
                .map(m -> words(m.group(2)))
                .orElseGet(() -> said.endsWith(".") ? said.substring(0, said.length() - 1) : said);
    }

    private static Optional<Matcher> systems(Exception e) {
        String said = e instanceof FileSystemException of ? of.getReason() : e.getMessage();
        return Optional.ofNullable(said).map(SYSTEM::matcher).filter(Matcher::matches);
    }

    private static String words(String systems) {
        return switch (systems) {
            case "Permission denied" -> noRight();
            case "Is a directory" -> "it is a directory";
            default -> MISSING;
        };
    }

    private static String noRight() {
        return "this user (" + System.getProperty("user.name") + ") has no right to read it";
    }

    private static String ended(String sentence) {
        return sentence + ".";
    }
}
