// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.upokecenter.cbor.CBORObject;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.drills.PretendOffice.Ended;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.Hash;
import org.holdfast.journal.HttpFiles;
import org.holdfast.journal.NewEntry;
import org.holdfast.journal.NoteSigner;
import org.holdfast.journal.TreeSize;
import org.holdfast.verifier.TrustList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalAuditTest {
    private static final Duration SOON = Duration.ofMillis(500);

    @TempDir private static Path shared;
    private static PretendOffice usual;

    @TempDir private Path own;

    @BeforeAll
    static void open() throws IOException {
        usual = PretendOffice.usual(shared);
    }

    private static List<String> audit(
            PretendOffice office, String mode, Optional<TrustList> trust, Duration within)
            throws IOException {
        List<String> findings = new ArrayList<>();
        try (EvilServer server = new EvilServer(office, mode)) {
            new JournalAudit(server.base(), trust, within, AuditWatcher.SILENT).run(findings::add);
        }
        return findings;
    }

    private static List<String> audit(PretendOffice office, String mode) throws IOException {
        return audit(office, mode, Optional.empty(), HttpFiles.WITHIN);
    }

    @Test
    void findsNothingWrongWithATrueOffice() throws IOException {
        List<String> findings = new ArrayList<>();
        List<String> heard = new ArrayList<>();
        try (EvilServer server = new EvilServer(usual, "honest")) {
            var extent =
                    new JournalAudit(
                                    server.base() + "/",
                                    Optional.of(TrustList.read(usual.trust())),
                                    HttpFiles.WITHIN,
                                    (journal, entry, of) ->
                                            heard.add(journal + " " + entry.index() + "/" + of))
                            .run(findings::add);
            assertThat(findings).isEmpty();
            assertThat(extent).isEqualTo(new JournalAudit.Extent(3, 301 + 21 + 41));
        }
        assertThat(heard).hasSize(363).contains("central-1 300/301", "node-1 0/41");
        assertThat(audit(usual, "honest")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "html, the list of journals is not a list",
        "404, /journal/ is not there",
        "redirect, answered 302",
        "obj, the list of journals is not a list",
        "emptylist, the list of journals is not a list",
        "dropall, the list of journals is not a list",
        "notrust, no key can be believed",
        "inflist, no whole answer for /journal/",
        "inftile, no whole answer for /journal/central-1/tile/entries/000",
        "infcheckpoint, no whole answer for /journal/node-1/checkpoint",
        "drop, no central journal is there",
        "hide, holdfast.invalid/0badcafe/central/2: in the trust file and not there",
        "forget, continues holdfast.invalid/0badcafe/central/1 which is not there",
        "elsewhere, contradicts itself or leads elsewhere",
        "twokeys, another key is shown than the certified one",
        "ahead, after 9301 were announced",
        "shorttile, cut off: tile/entries/000 of the entries 0 to 255",
        "longtile, central-1: after 255 entries: ENTRY_DIFFERS",
        "fliptile, central-1: after 255 entries: TILE_DIFFERS",
        "fliphashes, node-1: after 41 entries: TILE_DIFFERS",
        "flipupper, 'tile/1/000.p/1, of the entries 0 to 255'",
        "zerotile, not an entry",
        "500, answered 500 for /journal/central-2/tile/entries/000.p/21",
        "noopening, central-2: entry 0: cannot be read as an opening: its content is not served",
        "flipopening, the content is not what the entry commits to"
    })
    void findsEachLie(String mode, String words) throws IOException {
        List<String> findings = audit(usual, mode);
        assertThat(findings)
                .anySatisfy(finding ->
                        assertThat(finding.replace(",", "")).contains(words.replace(",", "")));
        assertThat(findings).allSatisfy(finding -> assertThat(finding).doesNotContain("Exception"));
    }

    @ParameterizedTest
    @CsvSource({"slowlist, /journal/", "slowtile, tile/entries"})
    void givesUpWhatIsNotAnsweredInTime(String mode, String path) throws IOException {
        assertThat(audit(usual, mode, Optional.empty(), SOON))
                .anySatisfy(finding ->
                        assertThat(finding)
                                .contains("no whole answer within PT0.5S for")
                                .contains(path));
    }

    @Test
    void saysThatNobodyIsThere() throws IOException {
        String gone;
        try (EvilServer server = new EvilServer(usual, "honest")) {
            gone = server.base();
        }
        for (String base : List.of(gone, "http://", "nonsense")) {
            assertThatThrownBy(() -> new JournalAudit(base, AuditWatcher.SILENT).run(_ -> {}))
                    .as(base)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void believesNoKeyThatTheChosenRootsDidNotCertify() throws IOException {
        TrustList foreign = TrustList.read(new PretendOffice(own).trust());
        assertThat(audit(usual, "honest", Optional.of(foreign), HttpFiles.WITHIN))
                .contains("central-1: its key is not certified: issuer-not-trusted")
                .hasSize(3);
    }

    @Test
    void acceptsNumbersThatADeadStartUsedUpAndNoOtherGap() throws IOException {
        PretendOffice office = new PretendOffice(own);
        Ended first = office.origin("central", 1, Optional.empty(), office.entries(3));
        spend(office, 2);
        office.origin("central", 3, Optional.of(first), office.entries(3));
        office.origin("node", 1, Optional.empty(), office.entries(3));
        assertThat(audit(office, "honest")).isEmpty();
        spend(office, 4);
        assertThat(audit(office, "honest"))
                .containsExactly(
                        PretendOffice.origin("central", 4) + ": in the trust file, and not there");
    }

    private static void spend(PretendOffice office, int number) {
        KeyPair pair = PretendOffice.pair("Ed25519");
        String origin = PretendOffice.origin("central", number);
        NoteSigner never = NoteSigner.of(origin, pair.getPrivate(), pair.getPublic());
        office.certifyJournal("central", number, never, pair.getPublic());
    }

    @Test
    void findsAnOpeningThatContinuesAnotherHead() throws IOException {
        PretendOffice office = new PretendOffice(own);
        Ended first = office.origin("central", 1, Optional.empty(), office.entries(3));
        Checkpoint head = first.head();
        Checkpoint shorter =
                new Checkpoint(head.origin(), new TreeSize(head.size().value() - 1), head.root());
        Checkpoint other = new Checkpoint(head.origin(), head.size(), first.opening());
        Hash leaf = first.opening();
        office.origin("central", 2, Optional.of(new Ended(shorter, leaf)), office.entries(1));
        Ended third = office.origin("central", 3, Optional.of(new Ended(other, leaf)), List.of());
        office.origin("central", 4, Optional.of(new Ended(third.head(), leaf)), List.of());
        office.origin("central", 5, Optional.empty(), List.of());
        office.origin("node", 1, Optional.empty(), office.entries(1));
        assertThat(audit(office, "honest"))
                .hasSize(4)
                .allSatisfy(finding ->
                        assertThat(finding)
                                .matches("central-[2-5]: entry 0: does not continue .*"));
    }

    @Test
    void findsAnOperationThatWasEnteredTwiceAndEntriesThatAreNone() throws IOException {
        PretendOffice office = new PretendOffice(own);
        NewEntry twice = PretendOffice.entry(77);
        byte[] blob = {1};
        NewEntry opening =
                new NewEntry(
                        PretendOffice.canonical(PretendOffice.leaf("opening", 1, blob)),
                        List.of(blob));
        NewEntry none = new NewEntry(CBORObject.FromObject("text").EncodeToBytes(), List.of(blob));
        office.origin("central", 1, Optional.empty(), List.of(twice));
        office.origin("node", 1, Optional.empty(), List.of(opening, none, twice));
        assertThat(audit(office, "honest"))
                .hasSize(3)
                .anySatisfy(finding ->
                        assertThat(finding)
                                .startsWith("node-1: entry 3: one operation, two entries")
                                .endsWith("central-1/1"))
                .contains("node-1: entry 1: is of type opening")
                .anySatisfy(
                        finding -> assertThat(finding).startsWith("node-1: entry 2: not an entry"));
    }
}
