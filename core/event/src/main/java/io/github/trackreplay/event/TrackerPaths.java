/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * What of a log is declared to be taken, as the headers of the wire contract carry it: the paths of tracker calls, and whether
 * pages that AI chatbots fetched are taken as well. Immutable.
 */
public final class TrackerPaths {
    /** Stands among the paths where pages that chatbots fetched are taken; no path of a request ends so. */
    public static final String CHATBOT_PAGES = "@chatbot-pages";

    /** So begin words that the ledger keeps with the paths and that are none. */
    public static final String OTHER_SETTING = "@judged-by-";

    private final List<String> endings;
    private final List<byte[]> words;
    private final boolean chatbotPages;

    private TrackerPaths(List<String> declared) {
        this.chatbotPages = declared.contains(CHATBOT_PAGES);
        this.endings =
                declared.stream().filter(Predicate.not(CHATBOT_PAGES::equals)).toList();
        this.words = searched(declared).stream()
                .map(e -> e.toLowerCase(Locale.ROOT).getBytes(US_ASCII))
                .toList();
    }

    /** @param text paths separated by white space, as a pack's header carries them */
    public static TrackerPaths of(String text) {
        return new TrackerPaths(Arrays.stream(text.trim().split("\\s+"))
                .filter(word -> !word.isEmpty() && !word.startsWith(OTHER_SETTING))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList());
    }

    /** Declared paths, with the pages of chatbots where they are taken. */
    public static List<String> with(List<String> paths, boolean chatbotPages) {
        List<String> declared = new ArrayList<>(paths);
        if (chatbotPages && !declared.contains(CHATBOT_PAGES)) {
            declared.add(CHATBOT_PAGES);
        }
        return declared;
    }

    /** The texts of which a line that is taken holds one, any case. */
    public static List<String> searched(List<String> declared) {
        List<String> texts = new ArrayList<>();
        for (String word : declared) {
            if (word.equals(CHATBOT_PAGES)) {
                texts.addAll(ChatbotAgents.NAMES);
            } else {
                texts.add(word);
            }
        }
        return texts;
    }

    /** Whether pages that chatbots fetched are taken. */
    public boolean chatbotPages() {
        return chatbotPages;
    }

    /** Whether a request's path ends in a declared one, any case. */
    public boolean matches(String path) {
        for (String ending : endings) {
            if (path.regionMatches(true, path.length() - ending.length(), ending, 0, ending.length())) {
                return true;
            }
        }
        return false;
    }

    /** Whether a request is taken: by its path, or as a page that a chatbot fetched. */
    public boolean take(TrackingRequest request) {
        return FetchedPage.is(request) ? chatbotPages : matches(request.path());
    }

    /** Whether what is declared occurs anywhere in the bytes, any case. */
    public boolean occurIn(byte[] line) {
        for (byte[] wanted : words) {
            for (int at = 0; at + wanted.length <= line.length; at++) {
                if (isAt(line, at, wanted)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isAt(byte[] line, int at, byte[] wanted) {
        for (int i = 0; i < wanted.length; i++) {
            byte b = line[at + i];
            if (b != wanted[i] && (b < 'A' || b > 'Z' || b + 0x20 != wanted[i])) {
                return false;
            }
        }
        return true;
    }
}
