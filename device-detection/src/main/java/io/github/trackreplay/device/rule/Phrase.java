/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.rule;

import io.github.trackreplay.device.definition.Release;
import io.github.trackreplay.device.match.Boundary;

/** Phrases whose presence decides something and that are not in the definition files. */
enum Phrase {
    TOUCH(Boundary.LETTER, "Touch"),
    ANDROID_TABLET(Boundary.LETTER, "Android( [.0-9]+)?; Tablet;|Tablet(?! PC)|.*\\-tablet$"),
    ANDROID_MOBILE(Boundary.LETTER, "Android( [.0-9]+)?; Mobile;|.*\\-mobile$"),
    VIRTUAL_REALITY(Boundary.LETTER, "Android( [.0-9]+)?; Mobile VR;| VR "),
    DESKTOP(Boundary.LETTER, "Desktop(?: (x(?:32|64)|WOW64))?;"),
    DESKTOP_OR_PC(Boundary.LETTER, "(?:Desktop|PC)(?: (x(?:32|64)|WOW64))?;"),
    CHROME(Boundary.LETTER, "Chrome/[.0-9]*"),
    MOBILE(Boundary.LETTER, "(?:Mobile|eliboM)"),
    PAD(Boundary.LETTER, "Pad/APad"),
    OPERA_TABLET(Boundary.LETTER, "Opera Tablet"),
    PUFFIN_DESKTOP(Boundary.LETTER, "Puffin/(?:\\d+[.\\d]+)[LMW]D"),
    PUFFIN_PHONE(Boundary.LETTER, "Puffin/(?:\\d+[.\\d]+)[AIFLW]P"),
    PUFFIN_TABLET(Boundary.LETTER, "Puffin/(?:\\d+[.\\d]+)[AILW]T"),
    OPERA_TV(Boundary.LETTER, "Opera TV Store| OMI/"),
    ANDROID_TV(Boundary.LETTER, "Andr0id|(?:Android(?: UHD)?|Google) TV|\\(lite\\) TV|BRAVIA| TV$"),
    FIREBOLT(Boundary.LETTER, "Firebolt"),
    SMART_TV(Boundary.LETTER, "SmartTV|Tizen.+ TV .+$"),
    TV_COMMENT(Boundary.LETTER, "\\(TV;"),
    HBB_TV(Boundary.WORD, "HbbTV/([1-9]{1}(?:\\.[0-9]{1}){1,2})"),
    SMART_TV_A(Boundary.WORD, "SmartTvA/([1-9]{1}(?:\\.[0-9]{1}){1,2})"),
    SHELL_TV(Boundary.WORD, "[a-z]+[ _]Shell[ _]\\w{6}|tclwebkit(\\d+[.\\d]*)"),
    FACEBOOK_DEVICE(Boundary.WORD, "FBMD/"),
    FROZEN_DESKTOP(Boundary.WORD, "(?:Windows (?:NT|IoT)|X11; Linux x86_64)"),
    NOT_FROZEN_DESKTOP(
            Boundary.WORD,
            "CE-HTML| Mozilla/|Andr[o0]id|Tablet|Mobile|iPhone|Windows Phone|ricoh|OculusBrowser"
                    + "|PicoBrowser|Lenovo|compatible; MSIE|Trident/|Tesla/|XBOX|FBMD/|ARM; ?([^)]+)");

    final Boundary boundary;
    final String regex;

    Phrase(Boundary boundary, String regex) {
        this.boundary = boundary;
        this.regex = regex;
    }

    /** Which phrase says desktop in that release. */
    static Phrase desktop(Release release) {
        return release.atLeast(6, 5, 2) ? DESKTOP_OR_PC : DESKTOP;
    }
}
