/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IniFileTest {
    @Test
    void readsSectionsArraysQuotesAndComments() {
        IniFile ini = IniFile.parse("""
                ; <?php exit; ?> DO NOT REMOVE THIS LINE
                [database]
                tables_prefix = "matomo_" ; the prefix
                port=3306
                [General]
                salt = 'a;b"c'
                proxy_client_headers[] = HTTP_X_FORWARDED_FOR
                proxy_client_headers[] = "HTTP_CF_CONNECTING_IP"
                empty =
                bare = one two ; not this
                """);

        assertThat(ini.text("database", "tables_prefix")).contains("matomo_");
        assertThat(ini.text("database", "port")).contains("3306");
        assertThat(ini.text("General", "salt")).contains("a;b\"c");
        assertThat(ini.list("General", "proxy_client_headers"))
                .containsExactly("HTTP_X_FORWARDED_FOR", "HTTP_CF_CONNECTING_IP");
        assertThat(ini.text("General", "empty")).contains("");
        assertThat(ini.text("General", "bare")).contains("one two");
        assertThat(ini.text("General", "missing")).isEmpty();
        assertThat(ini.sections()).contains("database", "General");
    }

    @Test
    void readsBareWordsAsPhpDoes() {
        IniFile ini = IniFile.parse("[T]\na = On\nb = off\nc = \"off\"\nd = null\ne = 1024;\n");

        assertThat(ini.text("T", "a")).contains("1");
        assertThat(ini.text("T", "b")).contains("");
        assertThat(ini.text("T", "c")).contains("off");
        assertThat(ini.text("T", "d")).contains("");
        assertThat(ini.text("T", "e")).contains("1024");
    }

    @Test
    void decodesTheEntitiesThatMatomoWrites() {
        IniFile ini = IniFile.parse("[General]\nsalt = \"a&quot;b&#36;c&amp;quot;\"\nlong = \"one\ntwo\"\nlast = 1");

        assertThat(ini.text("General", "salt")).contains("a\"b$c&quot;");
        assertThat(ini.text("General", "long")).contains("one\ntwo");
        assertThat(ini.text("General", "last")).contains("1");
    }

    @Test
    void aHostsOwnFileReplacesArraysAsAWhole() {
        IniFile shared = IniFile.parse("[P]\nPlugins[] = A\nPlugins[] = B\nkept = 1\n[Q]\nx = 1");
        IniFile own = IniFile.parse("[P]\nPlugins[] = C\n[R]\ny = 2");

        IniFile merged = shared.with(own);

        assertThat(merged.list("P", "Plugins")).containsExactly("C");
        assertThat(merged.text("P", "kept")).contains("1");
        assertThat(merged.text("Q", "x")).contains("1");
        assertThat(merged.text("R", "y")).contains("2");
        assertThat(shared.list("P", "Plugins")).containsExactly("A", "B");
    }

    @Test
    void skipsWhatIsNoSetting() {
        IniFile ini = IniFile.parse("no equals sign\n[S\n\n=5\na = 1\r\nb = 2\r\n");

        assertThat(ini.text("S", "a")).contains("1");
        assertThat(ini.text("S", "b")).contains("2");
    }

    @Test
    void aSectionThatStandsTwiceReplacesTheFirst() {
        IniFile file = IniFile.parse("[Tracker]\na = 1\n[General]\nb = 2\n[Tracker]\nc = 3\n");
        assertThat(file.names("Tracker")).containsExactly("c");
        assertThat(file.text("General", "b")).contains("2");
        assertThat(file.repeatedSections()).containsExactly("Tracker");
    }
}
