// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlainPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/me",
                "/api/v1/issuances/qaqj4ag6paxvpx72nvjwl7s3ai/document",
                "/me/apply/kr.resident-transcript",
                "/journal/central-1/tile/0/x001/234.p/7",
                "/me/papers/%ED%99%8D",
                "/a..b/.well-known/..."
            })
    void takesAddressesWithOneReading(String raw) {
        assertThat(PlainPath.isPlain(raw)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "/%61pi/v1/issuances",
                "/%ED%99%8D/me",
                "/api;x/v1/issuances",
                "/api/v1;x=1/issuances",
                "/api//v1/issuances",
                "//evil.example",
                "/\\evil.example",
                "/api/./v1/issuances",
                "/me/../api/v1/issuances",
                "/me/..",
                "/me/.",
                "/api/v%31/issuances",
                "/me/%2e%2e/api",
                "/me/%5c",
                "/me/%2F",
                "/me/%",
                "/me/%9",
                "/me/%zz",
                "/me/ x"
            })
    void refusesAddressesThatCouldBeReadOtherwise(String raw) {
        assertThat(PlainPath.isPlain(raw)).isFalse();
    }
}
