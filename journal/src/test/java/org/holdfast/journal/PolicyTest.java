// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.holdfast.journal.JournalRefusal.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {
    private static final String ORIGIN = "log.example/1";

    private final NoteSigner log = NoteTest.newSigner(ORIGIN);
    private final List<Cosigner> x = cosigners("X");
    private final List<Cosigner> y = cosigners("Y");
    private final Hash leaf = MerkleTree.leafHash(new byte[] {1});
    private final SignedNote note = log.sign(new Checkpoint(ORIGIN, new TreeSize(1), leaf).text());

    private static List<Cosigner> cosigners(String name) {
        return IntStream.rangeClosed(1, 3)
                .mapToObj(i -> CosignatureTest.newCosigner(name + i + ".example"))
                .toList();
    }

    /// The example of the specification, with keys.
    private String example() {
        StringBuilder text = new StringBuilder("log " + log.vkey() + "\n\n");
        for (int i = 0; i < 3; i++) {
            text.append("witness X%d %s\n".formatted(i + 1, x.get(i).vkey()));
            text.append("witness Y%d %s\n".formatted(i + 1, y.get(i).vkey()));
        }
        return text
                + "group X-witnesses 2 X1 X2 X3\n"
                + "group Y-witnesses any Y1 Y2 Y3\n"
                + "group X-and-Y all X-witnesses Y-witnesses\n"
                + "quorum X-and-Y\n";
    }

    private SignedNote cosigned(Cosigner... by) {
        List<NoteSignature> lines = new ArrayList<>();
        for (Cosigner each : by) {
            lines.add(each.cosign(note, Instant.ofEpochSecond(100 + lines.size())));
        }
        return note.with(lines);
    }

    private void refuses(String text, String why) {
        assertThatThrownBy(() -> Policy.parse(text))
                .isInstanceOfSatisfying(
                        JournalRefusal.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED_POLICY))
                .hasMessageContaining(why);
    }

    @Test
    void saysWhichLogAndWhichCosignaturesSatisfiedTheQuorum() {
        Policy policy = Policy.parse(example());
        SignedNote enough = cosigned(y.get(1), x.get(0), x.get(2), y.get(0));
        Policy.Accepted accepted = policy.check(enough);
        assertThat(accepted.log()).isEqualTo(log.verifier());
        assertThat(accepted.checkpoint().size().value()).isEqualTo(1);
        assertThat(accepted.cosignatures())
                .containsExactlyInAnyOrder(
                        new Cosignature("Y2.example", 100),
                        new Cosignature("X1.example", 101),
                        new Cosignature("X3.example", 102),
                        new Cosignature("Y1.example", 103));
    }

    @Test
    void refusesAQuorumThatIsNotMet() {
        Policy policy = Policy.parse(example());
        List<SignedNote> few =
                List.of(
                        note,
                        cosigned(x.get(0), y.get(0)),
                        cosigned(x.get(0), x.get(1), x.get(2)),
                        cosigned(y.get(0), y.get(1), y.get(2), x.get(0)));
        for (SignedNote each : few) {
            NoteTest.refuses(Reason.QUORUM_MISSING, () -> policy.check(each));
        }
    }

    @Test
    void countsNoWitnessOutsideTheQuorum() {
        String text = "log %s\nwitness a %s\nwitness b %s\nquorum a\n";
        Policy policy = Policy.parse(text.formatted(log.vkey(), x.get(0).vkey(), x.get(1).vkey()));
        assertThat(policy.check(cosigned(x.get(0), x.get(1), x.get(2))).cosignatures())
                .containsExactly(new Cosignature("X1.example", 100));
        NoteTest.refuses(Reason.QUORUM_MISSING, () -> policy.check(cosigned(x.get(1))));
    }

    @Test
    void acceptsTheLogAloneWhenNoQuorumIsAskedFor() {
        Policy policy = Policy.parse("log " + log.vkey() + "\nquorum none\n");
        assertThat(policy.check(cosigned(x.get(0))).cosignatures()).isEmpty();
        assertThat(policy.quorum()).isEmpty();
    }

    @Test
    void refusesANoteThatNoLogSigned() {
        SignedNote foreign = NoteTest.newSigner(ORIGIN).sign(note.text());
        for (String logs : List.of("", "log " + log.vkey() + "\n")) {
            Policy policy = Policy.parse(logs + "quorum none\n");
            NoteTest.refuses(Reason.SIGNATURE_MISSING, () -> policy.check(foreign));
        }
    }

    @Test
    void refusesACheckpointOfAnotherOriginThanTheKeysName() {
        Policy policy = Policy.parse("log " + log.vkey() + "\nquorum none\n");
        SignedNote other = log.sign(new Checkpoint("else", new TreeSize(1), leaf).text());
        NoteTest.refuses(Reason.ORIGIN_DIFFERS, () -> policy.check(other));
    }

    @Test
    void refusesAnyBrokenSignatureOfAKnownKey() {
        Policy policy = Policy.parse(example().replace("quorum X-and-Y", "quorum none"));
        NoteSignature line = cosigned(x.get(0)).signatures().getLast();
        byte[] blob = line.signature();
        blob[20] ^= 1;
        NoteSignature broken =
                new NoteSignature(line.name(), x.get(0).verifier().key().idBytes(), blob);
        SignedNote both = note.with(List.of(broken));
        NoteTest.refuses(Reason.SIGNATURE_INVALID, () -> policy.check(both));
    }

    @Test
    void refusesABrokenSignatureOfASecondKeyOfTheLog() {
        NoteSigner second = NoteTest.newSigner(ORIGIN);
        Policy both =
                Policy.parse("log %s\nlog %s\nquorum none\n".formatted(log.vkey(), second.vkey()));
        SignedNote good = note.with(second.sign(note.text()).signatures());
        assertThat(both.check(good).log()).isEqualTo(log.verifier());
        SignedNote broken = note.with(second.sign("other\n").signatures());
        NoteTest.refuses(Reason.SIGNATURE_INVALID, () -> both.check(broken));
    }

    @Test
    void acceptsAnyOneOfSeveralLogsAndWitnessesOfBothKinds() {
        CosignatureTest.PostQuantum quantum = CosignatureTest.PostQuantum.of("pq.example");
        NoteSigner second = NoteTest.newSigner("log.example/2");
        String text =
                "log %s\nlog %s https://log.example/2\nwitness q %s https://pq.example\nquorum q\n"
                        .formatted(log.vkey(), second.vkey(), quantum.vkey().text());
        Policy policy = Policy.parse(text);
        SignedNote own = second.sign(new Checkpoint("log.example/2", new TreeSize(1), leaf).text());
        SignedNote both = own.with(List.of(quantum.cosign(own, 7)));
        assertThat(policy.check(both).log()).isEqualTo(second.verifier());
        assertThat(policy.cosigned(both)).containsExactly(new Cosignature("pq.example", 7));
        assertThat(policy.logs().getLast().url()).contains("https://log.example/2");
        assertThat(policy.text()).isEqualTo(text);
    }

    @Test
    void verifiesProofFiles() {
        Policy policy = Policy.parse(example());
        SignedNote enough = cosigned(y.get(1), x.get(0), x.get(2));
        TlogProof proof = new TlogProof(Optional.empty(), new EntryIndex(0), List.of(), enough);
        TlogProof read = TlogProof.parse(proof.text());
        assertThat(read.verify(leaf, policy).cosignatures()).hasSize(3);
        NoteTest.refuses(Reason.ROOT_DIFFERS, () -> read.verify(MerkleTree.emptyRoot(), policy));
        TlogProof few = new TlogProof(Optional.empty(), new EntryIndex(0), List.of(), note);
        NoteTest.refuses(Reason.QUORUM_MISSING, () -> few.verify(leaf, policy));
    }

    @Test
    void writesWhatItReads() {
        Policy policy = Policy.parse(example());
        String text = policy.text();
        assertThat(Policy.parse(text).text()).isEqualTo(text);
        assertThat(text)
                .contains("group X-witnesses 2 X1 X2 X3\n", "any Y1 Y2", "quorum X-and-Y\n");
        assertThat(policy.witnesses()).hasSize(6);
        assertThat(policy.groups()).hasSize(3);
        assertThat(policy.quorum()).contains("X-and-Y");
    }

    @Test
    void passesOverSpaceTabsCommentsAndEmptyLines() {
        String text =
                "# a comment\n\n \t \n\t # another\n  log\t" + log.vkey() + " \t\nquorum  none\n";
        assertThat(Policy.parse(text).logs()).hasSize(1);
    }

    @Test
    void treatsNamesAsOctets() {
        byte[] kelvin =
                "witness \u212a %s\nwitness K %s\nquorum \u212a\n"
                        .formatted(x.get(0).vkey(), x.get(1).vkey())
                        .getBytes(StandardCharsets.UTF_8);
        Policy policy = Policy.parse(kelvin);
        assertThat(policy.cosigned(cosigned(x.get(0)))).hasSize(1);
        NoteTest.refuses(Reason.QUORUM_MISSING, () -> policy.cosigned(cosigned(x.get(1))));
        assertThat(policy.bytes()).isEqualTo(kelvin);
        byte[] odd =
                ("# \u00ff\nwitness \u00ff " + x.get(0).vkey() + "\nquorum \u00ff\n")
                        .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Policy.parse(odd).cosigned(cosigned(x.get(0)))).hasSize(1);
    }

    @Test
    void refusesOtherControlCharacters() {
        for (String bad : List.of("\r", "\u0000", "\u000b", "\u007f")) {
            refuses("quorum none" + bad + "\n", "control character");
        }
    }

    @Test
    void refusesALastLineWithoutItsEnd() {
        refuses("quorum none", "line feed");
    }

    @Test
    void refusesLinesOfOtherKinds() {
        refuses("quorum none\nmirror m\n", "another kind");
        refuses("Quorum none\n", "another kind");
    }

    @Test
    void refusesNoQuorumTwoQuorumsAndAnUnknownQuorum() {
        refuses("", "no quorum");
        refuses("log " + log.vkey() + "\n", "no quorum");
        refuses("quorum none\nquorum none\n", "two quorum lines");
        refuses("quorum w\nwitness w " + x.get(0).vkey() + "\n", "not defined before");
        refuses("quorum none none\n", "items");
        refuses("quorum\n", "items");
    }

    @Test
    void refusesALogOfAnotherKindOfKey() {
        refuses("log " + x.get(0).vkey() + "\nquorum none\n", "vkey of a log");
        refuses("log\nquorum none\n", "items");
        refuses("log " + log.vkey() + " u v\nquorum none\n", "items");
    }

    @Test
    void refusesAWitnessOfAnotherKindOfKey() {
        refuses("witness w " + log.vkey() + "\nquorum none\n", "vkey of a witness");
        refuses("witness w\nquorum none\n", "items");
    }

    @Test
    void refusesOneKeyUnderTwoNames() {
        java.security.KeyPair pair = CosignatureTest.newPair("Ed25519");
        Cosigner first = Cosigner.of("a", pair.getPrivate(), pair.getPublic());
        Cosigner second = Cosigner.of("b", pair.getPrivate(), pair.getPublic());
        refuses(
                "witness a %s\nwitness b %s\nquorum none\n".formatted(first.vkey(), second.vkey()),
                "two witnesses have one key");
        NoteSigner one = NoteSigner.of("a", pair.getPrivate(), pair.getPublic());
        NoteSigner two = NoteSigner.of("b", pair.getPrivate(), pair.getPublic());
        refuses(
                "log %s\nlog %s\nquorum none\n".formatted(one.vkey(), two.vkey()),
                "two logs have one key");
    }

    @Test
    void refusesANameThatIsTaken() {
        String two = "witness w %s\nwitness w %s\nquorum none\n";
        refuses(two.formatted(x.get(0).vkey(), x.get(1).vkey()), "defined twice");
        String group = "witness w %s\ngroup w any w\nquorum none\n";
        refuses(group.formatted(x.get(0).vkey()), "defined twice");
        refuses("witness none " + x.get(0).vkey() + "\nquorum none\n", "none");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "group g any b",
                "group g any g",
                "group g any a a",
                "group g any none",
                "group g any a\ngroup h any a",
                "group g 0 a",
                "group g 2 a",
                "group g 01 a",
                "group g -1 a",
                "group g some a",
                "group g 99999999999 a",
                "group g any",
                "group g a"
            })
    void refusesGroupsThatAreNotWellDefined(String lines) {
        String before = "witness a " + x.get(0).vkey() + "\n";
        NoteTest.refuses(
                Reason.MALFORMED_POLICY, () -> Policy.parse(before + lines + "\nquorum a\n"));
    }

    @Test
    void refusesMoreThanItsLimits() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i <= Policy.MAX_EACH; i++) {
            many.append("log ").append(NoteTest.newSigner("l" + i).vkey()).append('\n');
        }
        refuses(many + "quorum none\n", "more than 256 logs");
        refuses("#".repeat(Policy.MAX_BYTES) + "\nquorum none\n", "bytes");
    }
}
