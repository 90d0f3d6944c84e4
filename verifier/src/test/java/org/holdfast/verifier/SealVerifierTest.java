// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.upokecenter.cbor.CBORObject;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SealVerifierTest {
    private static final TestOffice OFFICE = new TestOffice("jp-131148");
    private final SealVerifier verifier = new SealVerifier(InstantSource.fixed(TestOffice.NOW));

    private Reason reason(String text) {
        return verifier.verify(text, OFFICE.trust()).reason();
    }

    @Test
    void saysGenuineToASealAndShowsItsClaims() {
        PaperVerdict verdict = verifier.verify(OFFICE.seal("jp-131148-A"), OFFICE.trust());
        assertThat(verdict.isGenuine()).as("%s", verdict).isTrue();
        SealClaims claims = verdict.claims().orElseThrow();
        assertThat(claims.name()).isEqualTo("김서연");
        assertThat(claims.birth()).isEqualTo("1984-02-11");
        assertThat(claims.specimen()).isTrue();
    }

    @Test
    void refusesEveryChangedCharacter() {
        String seal = OFFICE.seal("jp-131148-A");
        for (int i = 0; i < seal.length(); i++) {
            char other = seal.charAt(i) == 'A' ? 'B' : 'A';
            String altered = seal.substring(0, i) + other + seal.substring(i + 1);
            PaperVerdict verdict = verifier.verify(altered, OFFICE.trust());
            assertThat(verdict.isGenuine()).as("character %d", i).isFalse();
        }
    }

    @Test
    void refusesRubbishWithoutThrowing() {
        Random random = new Random(11);
        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            assertThat(reason("HF1:" + TestOffice.base45(bytes))).isEqualTo(Reason.SEAL_UNREADABLE);
        }
        assertThat(reason("")).isEqualTo(Reason.SEAL_UNREADABLE);
        assertThat(reason("https://example.org")).isEqualTo(Reason.SEAL_UNREADABLE);
        assertThat(reason("HF1:" + "0".repeat(100_000))).isEqualTo(Reason.SEAL_UNREADABLE);
        assertThat(reason("HF1:" + "한글")).isEqualTo(Reason.SEAL_UNREADABLE);
    }

    @Test
    void refusesAKeyThatIsNotListedOrDoesNotChain() {
        TestOffice stranger = new TestOffice("jp-131148");
        assertThat(reason(stranger.seal("n"))).isEqualTo(Reason.ISSUER_NOT_TRUSTED);
        String mixed =
                OFFICE.trustJson()
                        .replace(
                                TestOffice.base64(OFFICE.certificate),
                                TestOffice.base64(stranger.certificate));
        assertThat(verifier.verify(stranger.seal("n"), TrustList.read(mixed)).reason())
                .isEqualTo(Reason.ISSUER_NOT_TRUSTED);
    }

    @Test
    void refusesASealThatNamesAnotherOffice() {
        assertThat(reason(OFFICE.seal("kr-11110", "n", TestOffice.ISSUED)))
                .isEqualTo(Reason.SEAL_OF_OTHER_OFFICE);
    }

    @Test
    void refusesASealFromTheFuture() {
        assertThat(reason(OFFICE.seal("jp-131148", "n", TestOffice.NOW.plusSeconds(900))))
                .isEqualTo(Reason.FROM_THE_FUTURE);
    }

    @Test
    void refusesAnotherAlgorithm() {
        byte[] header = CBORObject.NewMap().Add(1, -8).Add(4, new byte[8]).EncodeToBytes();
        assertThat(
                        reason(
                                "HF1:"
                                        + TestOffice.base45(
                                                OFFICE.sign1(header, new byte[] {(byte) 0xa0}))))
                .isEqualTo(Reason.SEAL_UNREADABLE);
    }

    @Test
    void decodesTheExamplesOfTheStandard() throws Refused {
        assertThat(Base45.decode("BB8")).asString(StandardCharsets.UTF_8).isEqualTo("AB");
        assertThat(Base45.decode("QED8WEX0")).asString(StandardCharsets.UTF_8).isEqualTo("ietf!");
        assertThatThrownBy(() -> Base45.decode("GGW")).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> Base45.decode(":::")).isInstanceOf(Refused.class);
    }

    @Test
    void refusesATrustFileOfAnotherFormat() {
        assertThatThrownBy(() -> TrustList.read("{}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TrustList.read("not json"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(OFFICE.trust().roots()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void hasATextInEachLanguageForEachReason(Reason reason) {
        assertThat(reason.texts()).containsOnlyKeys("ko", "ja", "en");
        assertThat(reason.texts().values()).doesNotContain("").doesNotHaveDuplicates();
    }
}
