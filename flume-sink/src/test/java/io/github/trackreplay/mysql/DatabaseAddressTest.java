/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseAddressTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:mysql://db:3307/matomo|db:3307/matomo",
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
