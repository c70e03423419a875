/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.definition;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The definition files as plain lists, maps and strings, and the release they belong to.
 *
 * <p>A file that is missing counts as empty (older releases have fewer); without `oss.yml` and `client/browsers.yml` the
 * directory is not one of definitions, and loading fails with a sentence that says so.
 */
public final class Definitions {
    /** At which lines a large file is cut to be read in parallel: top-level entries only. */
    private static final int PIECE = 350_000;

    private final LibraryRelease release;
    private final Map<String, CompletableFuture<List<Object>>> files = new LinkedHashMap<>();

    private Definitions(LibraryRelease release) {
        this.release = release;
    }

    /** Starts reading all files, in parallel; each accessor waits for its own. */
    public static Definitions load(DefinitionFiles source) throws IOException {
        Optional<byte[]> mobiles = source.read("device/mobiles.yml");
        if (source.read("oss.yml").isEmpty()
                || source.read("client/browsers.yml").isEmpty()) {
            throw new IOException("No device definitions in " + source.name()
                    + ": expected oss.yml, client/browsers.yml and others, as in Matomo's"
                    + " vendor/matomo/device-detector/regexes. Check matomoHome.");
        }
        Definitions definitions = new Definitions(releaseOf(mobiles, source.release()));
        for (String path : PATHS) {
            definitions.files.put(path, parse(path, source.read(path).orElse(new byte[0])));
        }
        return definitions;
    }

    static final List<String> PATHS = List.of(
            "device/mobiles.yml",
            "bots.yml",
            "client/browsers.yml",
            "client/mobile_apps.yml",
            "oss.yml",
            "device/televisions.yml",
            "client/libraries.yml",
            "client/feed_readers.yml",
            "client/mediaplayers.yml",
            "client/pim.yml",
            "client/browser_engine.yml",
            "client/hints/apps.yml",
            "client/hints/browsers.yml",
            "device/shell_tv.yml",
            "device/notebooks.yml",
            "device/consoles.yml",
            "device/car_browsers.yml",
            "device/cameras.yml",
            "device/portable_media_player.yml",
            "vendorfragments.yml");

    public LibraryRelease release() {
        return release;
    }

    /** The maps of a file that is a list. */
    public List<Map<String, Object>> list(String path) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Object piece : pieces(path)) {
            for (Object item : (List<?>) piece) all.add(map(item));
        }
        return all;
    }

    /** The entries of a file that is a map, in their order. */
    public Map<String, Object> map(String path) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (Object piece : pieces(path)) all.putAll(map(piece));
        return all;
    }

    /** A value that must be a map. */
    public static Map<String, Object> map(Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((k, v) -> map.put(String.valueOf(k), v));
        return map;
    }

    private List<Object> pieces(String path) {
        CompletableFuture<List<Object>> file = files.get(path);
        if (file == null) throw new IllegalArgumentException("no definition file is called " + path);
        try {
            return file.join();
        } catch (CompletionException e) {
            throw new UncheckedIOException(
                    new IOException("The definition file " + path + " cannot be read: " + e.getCause(), e));
        }
    }

    private static CompletableFuture<List<Object>> parse(String path, byte[] bytes) {
        List<CompletableFuture<Object>> pieces = new ArrayList<>();
        for (String piece : cut(new String(bytes, StandardCharsets.UTF_8))) {
            pieces.add(CompletableFuture.supplyAsync(() -> PlainYaml.read(piece).orElseGet(() -> yaml(path, piece))));
        }
        return CompletableFuture.allOf(pieces.toArray(CompletableFuture[]::new))
                .thenApply(done -> pieces.stream()
                        .map(CompletableFuture::join)
                        .filter(Objects::nonNull)
                        .toList());
    }

    /** As all of YAML; null for a text without any. */
    static @Nullable Object yaml(String path, String text) {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new StringSchema())
                .setAllowDuplicateKeys(true)
                .setCodePointLimit(Integer.MAX_VALUE)
                .setLabel(path)
                .build();
        return new Load(settings).loadFromString(text);
    }

    private static List<String> cut(String text) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        while (text.length() - from > PIECE) {
            int to = entryAfter(text, from + PIECE);
            if (to < 0) break;
            pieces.add(text.substring(from, to));
            from = to;
        }
        pieces.add(text.substring(from));
        return pieces;
    }

    /** Where the next top-level entry begins: a line that starts with neither space nor comment nor quotation mark. */
    private static int entryAfter(String text, int from) {
        for (int at = text.indexOf('\n', from); at >= 0 && at + 1 < text.length(); at = text.indexOf('\n', at + 1)) {
            char c = text.charAt(at + 1);
            if (Character.isLetterOrDigit(c) || (c == '-' && text.startsWith("- ", at + 1))) return at + 1;
        }
        return -1;
    }

    /** By content where it is known; else what the set says, unless that is a release whose content is known to differ. */
    private static LibraryRelease releaseOf(Optional<byte[]> mobiles, Optional<LibraryRelease> said) {
        Optional<LibraryRelease> known = mobiles.map(Definitions::hash).flatMap(KnownReleases::byHash);
        if (known.isPresent()) return known.get();
        return said.filter(release -> !release.equals(KnownReleases.LAST)).orElse(LibraryRelease.NEWEST);
    }

    private static String hash(byte[] bytes) {
        return HexFormat.of().formatHex(DefinitionContent.sha256().digest(bytes), 0, 8);
    }
}
