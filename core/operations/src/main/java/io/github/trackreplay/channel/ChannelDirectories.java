/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.channel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where a file channel keeps its data. */
public final class ChannelDirectories {
    /** What {@code FileChannel.toString} says; a channel tells its directories in no other way. */
    private static final Pattern NAMED = Pattern.compile("dataDirs: \\[(.*)] }$");

    private static final Pattern DATA_FILE = Pattern.compile("log-(\\d{1,9})");

    private ChannelDirectories() {}

    /** The data directories that the text of a channel names; none if it is no file channel. */
    public static List<Path> named(String channel) {
        Matcher m = NAMED.matcher(channel);
        return m.find() ? Arrays.stream(m.group(1).split(", ")).map(Path::of).toList() : List.of();
    }

    /** The data files in some directories, in the order in which they were begun. */
    static List<Path> dataFiles(List<Path> directories) throws IOException {
        Stream.Builder<Path> all = Stream.builder();
        for (Path directory : directories) {
            try (Stream<Path> files = Files.list(directory)) {
                files.filter(file -> number(file) >= 0).forEach(all);
            }
        }
        return all.build()
                .sorted(Comparator.comparingInt(ChannelDirectories::number))
                .toList();
    }

    /** What each data file holds, whatever of it may have been delivered; in little memory. */
    public static List<DataFile> look(List<Path> directories) throws IOException {
        List<DataFile> files = new ArrayList<>();
        for (Path path : dataFiles(directories)) {
            if (DataFile.encrypted(path)) {
                throw new IOException(path + " is encrypted, and cannot be read here");
            }
            files.add(DataFile.read(path, record -> {}));
        }
        return files;
    }

    /** The number of a data file; −1 if it is none. */
    static int number(Path file) {
        Matcher m = DATA_FILE.matcher(file.getFileName().toString());
        return m.matches() ? Integer.parseInt(m.group(1)) : -1;
    }
}
