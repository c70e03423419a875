/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:mysql://db:3307/matomo|db:3307/matomo",
                "jdbc:mysql://(host=a,user=u,password=secret)/db|(host=a,user=u,password=***)/db",
                "jdbc:mysql://db/matomo?sslMode=REQUIRED&x=//y|db:3306/matomo",
                "jdbc:mysql://db|db:3306",
                "jdbc:mysql://[2001:db8::1]/matomo|[2001:db8::1]:3306/matomo",
                "jdbc:mysql://[2001:db8::1]:3307/matomo|[2001:db8::1]:3307/matomo",
                "jdbc:mysql:loadbalance://a,b:3307/matomo|a,b:3307/matomo",
                "jdbc:mysql://(host=a,port=3307)/matomo|(host=a,port=3307)/matomo"
            })
    void hostPortAndDatabaseAreNamed(String url, String address) {
        assertThat(DatabaseAddress.of(url)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mysql://db:3307/matomo?sslMode=REQUIRED",
                "jdbc:mysql:///matomo",
                "jdbc:mysql://root:secret@a:1,root:secret@b:2/matomo",
                "jdbc:mysql:loadbalance://a,b:3307/matomo",
                "jdbc:mysql://(host=a,port=3307)/matomo",
                "jdbc:mysql://address=(host=a)(port=3307)/matomo",
                "jdbc:mysql://[2001:db8::1]:3307/matomo"
            })
    void whatTheDriverTakesHasNoProblem(String url) {
        assertThat(DatabaseAddress.problem(url)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:mysql:matomo|must begin with jdbc:mysql://",
                "jdbc:mariadb://db/matomo|jdbc:mysql://db/matomo",
                "matomo|must begin with jdbc:mysql://",
                "jdbc:mysql://|names no database",
                "jdbc:mysql://db|names no database",
                "jdbc:mysql://db:3307/|names no database",
                "jdbc:mysql://db:3307/?sslMode=REQUIRED|names no database",
                "jdbc:mysql://db:99999/matomo|port 99999",
                "jdbc:mysql://db:0/matomo|port 0",
                "jdbc:mysql://db:x/matomo|none that MySQL Connector/J can read",
                "jdbc:mysql://u:geheim@db:x/matomo?password=geheim|none that MySQL Connector/J can read",
                "jdbc:mysql://a,b:70000/matomo|port 70000"
            })
    void whatNoConnectionCanBeMadeToIsSaidWithAnExample(String url, String said) {
        assertThat(DatabaseAddress.problem(url))
                .hasValueSatisfying(sentence ->
                        assertThat(sentence).contains(said, "jdbc:mysql://db").doesNotContain("geheim"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:mysql://db:3307/matomo|jdbc:mysql://db:3307/matomo",
                "jdbc:mysql://db/matomo?sslMode=REQUIRED|jdbc:mysql://db/matomo?...",
                "jdbc:mysql://db/matomo?user=u&password=geheim|jdbc:mysql://db/matomo?...",
                "jdbc:mariadb://u:geheim@db/matomo?password=geheim|jdbc:mariadb://***@db/matomo?...",
                "jdbc:mysql://u:ge?heim@db/matomo|jdbc:mysql://***@db/matomo",
                "jdbc:mysql://u:geheim/geheim@a,u:geheim@b/matomo|jdbc:mysql://***@b/matomo",
                "jdbc:mysql:u:geheim@db|jdbc:mysql:u:***@db",
                "u:geheim@db|u:***@db",
                "jdbc:mysql://(host=a,password=geheim,port=1)/m|jdbc:mysql://(host=a,password=***,port=1)/m",
                "jdbc:mysql://db/matomo?user=u@x&password=geheim|jdbc:mysql://***@x?..."
            })
    void aUrlIsRepeatedWithoutItsPasswords(String url, String masked) {
        assertThat(DatabaseAddress.masked(url)).isEqualTo(masked).doesNotContain("geheim");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mariadb://u:geheim@db/matomo?password=geheim",
                "jdbc:mariadb://u:ge?geheim@db/matomo",
                "jdbc:mariadb://u:a/geheim,geheim@db/matomo"
            })
    void theUrlThatIsSuggestedHasNoPasswordEither(String url) {
        assertThat(DatabaseAddress.problem(url))
                .hasValueSatisfying(sentence ->
                        assertThat(sentence).contains("jdbc:mysql://db/matomo").doesNotContain("geheim"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:mysql://root:secret@db/matomo|db:3306/matomo",
                "jdbc:mysql://root:secret@a:1,root:secret@b:2/matomo|a:1,b:2/matomo"
            })
    void aPasswordInTheUrlIsNotSaid(String url, String address) {
        assertThat(DatabaseAddress.of(url)).isEqualTo(address);
    }
}
