/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.repair;

import io.github.trackreplay.channel.ChannelContent;
import io.github.trackreplay.validate.ChannelPlaces;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a damaged file channel usable. Whatever breaks in between, a second repair ends what the first one began: the new
 * channel is complete before the old one is moved, and it is recognised by its name.
 *
 * <p>Why so: {@code docs/decisions/0031-a-damaged-channel.md}.
 *
 * @param places of the channel, which nobody uses meanwhile
 * @param stamp makes the names under which files are set aside unique
 */
public record ChannelRepair(ChannelPlaces places, String stamp) {
    private static final String MAKING = ".being-repaired";
    private static final String COMPLETE = ".repaired";

    /**
     * Sets the checkpoint aside, from which alone no event can be lost; where records are damaged, also the data, of which every
     * event that can be read goes into a new channel.
     *
     * @return what was done, in sentences
     */
    public List<String> run(ChannelContent content) throws IOException {
        List<String> done = new ArrayList<>();
        if (content.damages() > 0) {
            Path first = places.data().get(0);
            long waiting = content.waiting().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            Path making = beside(first, MAKING);
            Path checkpoint = beside(places.checkpoint(), MAKING);
            delete(making);
            delete(checkpoint);
            ReadableEvents.write(content, waiting, checkpoint, making);
            delete(checkpoint);
            Files.move(making, beside(first, COMPLETE));
            done.add("A new channel holds the " + waiting + " events that can be read.");
            for (Path directory : places.data()) {
                done.add(setAside(directory));
            }
        }
        finish(done);
        return done;
    }

    /** Whether a repair was broken off after the new channel was complete. */
    public boolean begun() {
        return Files.isDirectory(beside(places.data().get(0), COMPLETE));
    }

    /** The rest of a repair once the new channel is complete. */
    public List<String> resume() throws IOException {
        List<String> done = new ArrayList<>();
        for (Path directory : places.data()) {
            if (Files.isDirectory(directory)) {
                done.add(setAside(directory));
            }
        }
        finish(done);
        return done;
    }

    private void finish(List<String> done) throws IOException {
        List<Path> checkpoints = new ArrayList<>(List.of(places.checkpoint()));
        places.backup().ifPresent(checkpoints::add);
        for (Path checkpoint : checkpoints) {
            if (Files.isDirectory(checkpoint)) {
                done.add(setAside(checkpoint));
            }
        }
        if (begun()) {
            Files.move(beside(places.data().get(0), COMPLETE), places.data().get(0));
        }
    }

    private String setAside(Path directory) throws IOException {
        Path to = beside(directory, ".damaged-" + stamp);
        Files.move(directory, to);
        return directory + " was moved to " + to + "; delete it when all is well.";
    }

    private static Path beside(Path directory, String ending) {
        return directory.resolveSibling(directory.getFileName() + ending);
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
