/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.device.Client;
import io.github.trackreplay.device.ClientHints;
import io.github.trackreplay.device.ClientType;
import io.github.trackreplay.device.Device;
import io.github.trackreplay.device.DeviceColumns;
import io.github.trackreplay.device.DeviceTraits;
import io.github.trackreplay.device.DeviceType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DetectionTest {
    private static final String FROZEN_PHONE =
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36";

    private final SmallDefinitions definitions = new SmallDefinitions();

    private static ClientHints hints(Object... namesAndValues) {
        Map<String, Object> values = new java.util.LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2)
            values.put((String) namesAndValues[i], namesAndValues[i + 1]);
        return ClientHints.ofValues(values);
    }

    private static List<Map<String, String>> brand(String name, String version) {
        return List.of(Map.of("brand", name, "version", version));
    }

    @Test
    void versionsKeepOnePartAfterTheFirstAndUnderscoresBecomeDots() {
        Device device = definitions.detect("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Firefox/121.0.3");
        assertThat(device.os().version()).isEqualTo("10.15");
        assertThat(device.client().version()).isEqualTo("121.0");
    }

    @Test
    void aDesktopSystemMakesADesktopAndAppleMakesMacs() {
        DeviceColumns columns = definitions
                .detect("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Firefox/121.0")
                .columns();
        assertThat(columns.configDeviceType()).isZero();
        assertThat(columns.configDeviceModel()).isEqualTo("generic desktop");
        assertThat(columns.configDeviceBrand()).isEqualTo("AP");
        assertThat(columns.configOs()).isEqualTo("MAC");
    }

    @Test
    void nothingKnownIsStoredAsUnknown() {
        DeviceColumns columns = definitions.detect("").columns();
        assertThat(columns).isEqualTo(new DeviceColumns("UNK", "UNK", "UNK", "", "", null, null, "", ""));
        assertThat(definitions.detect("").fingerprint()).isEqualTo(new DeviceTraits("UNK", "UNK", "", false));
    }

    @Test
    void aBotHasNothingElse() {
        definitions.with("bots.yml", "- regex: 'Googlebot'\n  name: 'Googlebot'\n");
        Device device =
                definitions.detect("Mozilla/5.0 (Linux; Android 6.0.1) Chrome/99.0 (compatible; Googlebot/2.1)");
        assertThat(device.isBot()).isTrue();
        assertThat(device.bot()).isEqualTo("Googlebot");
        assertThat(device.columns().configOs()).isEqualTo("BOT");
        assertThat(device.columns().configOsVersion()).isEqualTo("UNK");
        assertThat(device.fingerprint().os()).isEqualTo("BOT");
    }

    @Test
    void aClientThatIsNoBrowserIsStoredByItsNameAndLeftOutOfTheFingerprint() {
        definitions.with("client/libraries.yml", "- regex: 'curl/(\\d+[.\\d]+)'\n  name: 'curl'\n  version: '$1'\n");
        Device device = definitions.detect("curl/8.5.0");
        assertThat(device.columns().configBrowserName()).isEqualTo("curl");
        assertThat(device.columns().configClientType()).isEqualTo(2);
        assertThat(device.fingerprint().browser()).isEqualTo("UNK");
        assertThat(device.fingerprint().browserVersion()).isEmpty();
    }

    @Test
    void theEngineGoesWithTheBrowsersVersion() {
        assertThat(definitions.detect("Chrome/27.0").client().engine()).isEqualTo("WebKit");
        assertThat(definitions.detect("Chrome/28.0").client().engine()).isEqualTo("Blink");
        assertThat(definitions.detect("Chrome/120.0.6099").client().engineVersion())
                .isEqualTo("120.0.6099");
    }

    @Test
    void chromeOnAndroidIsAPhoneWhenItSaysMobileElseATablet() {
        String tablet = "Mozilla/5.0 (Linux; Android 9; X) Chrome/99.0 Safari/537.36";
        assertThat(definitions.detect(tablet).type()).isEqualTo(DeviceType.TABLET);
        assertThat(definitions.detect(tablet.replace("99.0", "99.0 Mobile")).type())
                .isEqualTo(DeviceType.SMARTPHONE);
    }

    @Test
    void hintsNameTheSystemAndWindowsIsCountedByItsApiLevel() {
        ClientHints eleven = hints("platform", "Windows", "platformVersion", "13.0.0");
        assertThat(definitions.detect("Windows NT 10.0", eleven).os().version()).isEqualTo("11");
        ClientHints seven = hints("platform", "Windows", "platformVersion", "0.1.0");
        assertThat(definitions.detect("Windows NT 6.1", seven).os().version()).isEmpty();
        definitions.of(6, 4, 2);
        assertThat(definitions.detect("Windows NT 6.1", seven).os().version()).isEqualTo("7");
    }

    @Test
    void theUserAgentsMemberOfTheHintedFamilyIsPreferred() {
        Device device = definitions.detect("X11; Ubuntu", hints("platform", "Linux", "platformVersion", ""));
        assertThat(device.os().code()).isEqualTo("UBT");
        assertThat(device.os().family()).isEqualTo("GNU/Linux");
        Device fire = definitions.detect("Android 9; KFMAWI", hints("platform", "Android", "platformVersion", "9.0.0"));
        assertThat(fire.os().name()).isEqualTo("Fire OS");
        assertThat(fire.os().version()).isEqualTo("7");
    }

    @Test
    void theBrowserOfTheHintsIsPreferredButTheMobileVariantIsTheUserAgents() {
        ClientHints chrome = hints("fullVersionList", brand("Google Chrome", "120.0.6099.129"));
        Client client = definitions.detect(FROZEN_PHONE, chrome).client();
        assertThat(client.name()).isEqualTo("Chrome Mobile");
        assertThat(client.version()).isEqualTo("120.0");
        assertThat(client.engine()).isEqualTo("Blink");
        Client edge = definitions
                .detect("Windows NT 10.0 Chrome/120.0", hints("brands", brand("Microsoft Edge", "119.1")))
                .client();
        assertThat(edge.code()).isEqualTo("PS");
        assertThat(edge.version()).isEqualTo("119.1");
    }

    @Test
    void aFrozenUserAgentSaysNothingAboutTheDeviceUnlessTheHintsNameTheModel() {
        definitions.with("device/mobiles.yml", """
                Samsung:
                  regex: 'SM-[A-Z0-9]+'
                  device: 'smartphone'
                  models:
                    - regex: 'SM-A515F'
                      model: 'Galaxy A51'
                Noname:
                  regex: 'Android 10; K'
                  device: 'tv'
                  model: 'wrong'
                """);
        Device bare = definitions.detect(FROZEN_PHONE);
        assertThat(bare.type()).isEqualTo(DeviceType.SMARTPHONE);
        assertThat(bare.columns().configDeviceModel()).isEqualTo("generic smartphone");
        Device known = definitions.detect(FROZEN_PHONE, hints("model", "SM-A515F", "platformVersion", "13.0.0"));
        assertThat(known.model()).isEqualTo("Galaxy A51");
        assertThat(known.brandName()).isEqualTo("Samsung");
        assertThat(known.brand()).isEqualTo("SA");
        Device unknown = definitions.detect(FROZEN_PHONE, hints("model", "Thing 1", "formFactors", List.of("Tablet")));
        assertThat(unknown.model()).isEqualTo("Thing 1");
        assertThat(unknown.type()).isEqualTo(DeviceType.TABLET);
    }

    @Test
    void aModelMayNameAnotherBrandAndType() {
        definitions.with("device/mobiles.yml", """
                Samsung:
                  regex: 'SM-([A-Z0-9_]+)'
                  device: 'smartphone'
                  models:
                    - regex: 'SM-T1'
                      model: 'Tab'
                      brand: 'Nokia'
                      device: 'tablet'
                    - regex: 'SM-([A-Z0-9_]+)(?: TD)?'
                      model: 'Model $1 TD'
                """);
        Device other = definitions.detect("Android 9; SM-T1");
        assertThat(other.brandName()).isEqualTo("Nokia");
        assertThat(other.type()).isEqualTo(DeviceType.TABLET);
        assertThat(definitions.detect("Android 9; SM-X_2").model()).isEqualTo("Model X 2");
    }

    @Test
    void aTelevisionStaysOneWithoutBrand() {
        assertThat(definitions.detect("HbbTV/1.2.1 (;;;;;)").type()).isEqualTo(DeviceType.TV);
        assertThat(definitions.detect("HbbTV/x").type()).isNull();
    }

    @Test
    void rulesOfALaterReleaseDoNotApplyToEarlierDefinitions() {
        assertThat(definitions.detect("Mobile; rv:48.0; KAIOS/2.5").type()).isNull();
        assertThat(definitions.of(6, 4, 3).detect("Mobile; rv:48.0; KAIOS/2.5").type())
                .isEqualTo(DeviceType.FEATURE_PHONE);
    }

    @Test
    void anAppThatEmbedsABrowserIsNamedByItsHeader() {
        definitions.with("client/hints/apps.yml", "'com.example.app': 'Example'\n");
        Client client = definitions
                .detect(FROZEN_PHONE, hints("X-Requested-With", "com.example.app"))
                .client();
        assertThat(client.type()).isEqualTo(ClientType.MOBILE_APP);
        assertThat(client.name()).isEqualTo("Example");
        Client plain = definitions
                .detect(FROZEN_PHONE, hints("X-Requested-With", "XMLHttpRequest"))
                .client();
        assertThat(plain.type()).isEqualTo(ClientType.BROWSER);
    }

    @Test
    void textThatIsNotAsciiIsMatchedByItsBytesAndComesBackWhole() {
        definitions.with(
                "client/libraries.yml", "- regex: '(Kärcher|日本.)/(\\d+)'\n  name: 'App $1'\n  version: '$2'\n");
        assertThat(definitions.detect("Kärcher/7").client().name()).isEqualTo("App Kärcher");
        assertThat(definitions.detect("KÄRCHER/7").client()).isNull();
    }

    @Test
    void longNamesAreCutToTheColumn() {
        definitions.with("client/libraries.yml", "- regex: '(a+b)/([\\d.]+)'\n  name: '$1'\n  version: '$2'\n");
        DeviceColumns columns =
                definitions.detect("a".repeat(60) + "b/" + "1".repeat(30)).columns();
        assertThat(columns.configBrowserName()).isEqualTo("a".repeat(40));
        assertThat(columns.configBrowserVersion()).isEqualTo("1".repeat(20));
    }
}
