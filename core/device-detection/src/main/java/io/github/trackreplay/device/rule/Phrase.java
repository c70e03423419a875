/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.rule;

import static io.github.trackreplay.device.match.Boundary.LETTER;
import static io.github.trackreplay.device.match.Boundary.WORD;

import com.google.common.collect.ImmutableList;
import io.github.trackreplay.device.definition.LibraryRelease;
import io.github.trackreplay.device.match.Boundary;
import io.github.trackreplay.device.match.RegexRule;
import java.util.List;

/** Phrases whose presence decides something and that are not in the definition files, as each release looks for them. */
enum Phrase {
    TOUCH(LETTER, "0.0.0", "Touch"),
    ANDROID_TABLET(
            LETTER,
            "0.0.0",
            "Android( [.0-9]+)?; Tablet;",
            "6.3.1",
            "Android( [.0-9]+)?; Tablet;|.*\\-tablet$",
            "6.3.2",
            "Android( [.0-9]+)?; Tablet;|Tablet(?! PC)|.*\\-tablet$"),
    ANDROID_MOBILE(LETTER, "0.0.0", "Android( [.0-9]+)?; Mobile;", "6.3.1", "Android( [.0-9]+)?; Mobile;|.*\\-mobile$"),
    VIRTUAL_REALITY(LETTER, "6.1.6", " VR ", "6.3.1", "Android( [.0-9]+)?; Mobile VR;| VR "),
    DESKTOP(
            LETTER,
            "0.0.0",
            "Desktop (x(?:32|64)|WOW64);",
            "6.2.1",
            "Desktop(?: (x(?:32|64)|WOW64))?;",
            "6.5.2",
            "(?:Desktop|PC)(?: (x(?:32|64)|WOW64))?;"),
    CHROME(LETTER, "0.0.0", "Chrome/[.0-9]*"),
    MOBILE(LETTER, "0.0.0", "(?:Mobile|eliboM) Safari/", "6.3.0", "(?:Mobile|eliboM)"),
    /** Since 6.3.0 Chrome that is not mobile needs no further sign. */
    NOT_MOBILE(LETTER, "0.0.0", "(?!Mobile )Safari/", "6.3.0", ""),
    PAD(LETTER, "6.1.0", "Pad/APad"),
    OPERA_TABLET(LETTER, "0.0.0", "Opera Tablet"),
    PUFFIN_DESKTOP(LETTER, "6.4.1", "Puffin/(?:\\d+[.\\d]+)[LMW]D"),
    PUFFIN_PHONE(LETTER, "6.4.1", "Puffin/(?:\\d+[.\\d]+)[AIFLW]P"),
    PUFFIN_TABLET(LETTER, "6.4.1", "Puffin/(?:\\d+[.\\d]+)[AILW]T"),
    OPERA_TV(LETTER, "0.0.0", "Opera TV Store", "5.0.4", "Opera TV Store| OMI/"),
    ANDROID_TV(
            LETTER,
            "5.0.5",
            "Andr0id|Android TV",
            "6.1.0",
            "Andr0id|Android TV|\\(lite\\) TV",
            "6.1.6",
            "Andr0id|Android TV|\\(lite\\) TV|BRAVIA",
            "6.2.0",
            "Andr0id|(?:Android(?: UHD)?|Google) TV|\\(lite\\) TV|BRAVIA",
            "6.4.0",
            "Andr0id|(?:Android(?: UHD)?|Google) TV|\\(lite\\) TV|BRAVIA| TV$",
            "6.4.6",
            "Andr0id|(?:Android(?: UHD)?|Google) TV|\\(lite\\) TV|BRAVIA|Firebolt| TV$"),
    SMART_TV(LETTER, "0.0.0", "SmartTV|Tizen.+ TV .+$"),
    TV_COMMENT(LETTER, "6.0.4", "\\(TV;"),
    HBB_TV(
            WORD,
            "0.0.0",
            "HbbTV/([1-9]{1}(?:\\.[0-9]{1}){1,2})",
            "6.4.4",
            "(?:HbbTV|SmartTvA)/([1-9]{1}(?:\\.[0-9]{1}){1,2})"),
    SHELL_TV(WORD, "0.0.0", "[a-z]+[ _]Shell[ _]\\w{6}", "6.0.1", "[a-z]+[ _]Shell[ _]\\w{6}|tclwebkit(\\d+[.\\d]*)"),
    FACEBOOK_DEVICE(WORD, "0.0.0", "FBMD/"),
    FROZEN_DESKTOP(WORD, "6.0.2", "(?:Windows (?:NT|IoT)|X11; Linux x86_64)"),
    NOT_FROZEN_DESKTOP(
            WORD,
            "6.0.2",
            " Mozilla/|Andr[o0]id|Tablet|Mobile|iPhone|Windows Phone|ricoh|OculusBrowser" + Constants.OTHERS,
            "6.2.1",
            "CE-HTML| Mozilla/|Andr[o0]id|Tablet|Mobile|iPhone|Windows Phone|ricoh|OculusBrowser" + Constants.OTHERS,
            "6.3.0",
            "CE-HTML| Mozilla/|Andr[o0]id|Tablet|Mobile|iPhone|Windows Phone|ricoh|OculusBrowser|PicoBrowser"
                    + Constants.OTHERS);

    private static final class Constants {
        static final String OTHERS = "|Lenovo|compatible; MSIE|Trident/|Tesla/|XBOX|FBMD/|ARM; ?([^)]+)";
    }

    final Boundary boundary;
    /** Releases and the regexes that they brought, in turn. */
    private final ImmutableList<String> forms;

    Phrase(Boundary boundary, String... forms) {
        this.boundary = boundary;
        this.forms = ImmutableList.copyOf(forms);
    }

    /** The regexes of the phrase in that release: one, or none when the phrase came later. */
    List<RegexRule<Phrase>> rules(LibraryRelease release) {
        List<RegexRule<Phrase>> latest = List.of();
        for (int i = 0; i < forms.size(); i += 2) {
            boolean brought = LibraryRelease.parse(forms.get(i)).compareTo(release) <= 0;
            if (brought) latest = List.of(new RegexRule<>(forms.get(i + 1), false, this));
        }
        return latest;
    }
}
