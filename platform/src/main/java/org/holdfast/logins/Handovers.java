// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.holdfast.database.Database;
import org.holdfast.identity.NewAccount;
import org.holdfast.identity.Principal;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Keys;
import org.holdfast.keys.KeysFault;
import org.holdfast.keys.Providers;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.StoredEntry;

/// One-time logins that an official hands to somebody who stands at the counter: how an account is
/// opened for the first time, and again once every device is lost. Who handed what to whom is an
/// entry before the login exists. Needs the database, since of two sites that know nothing of each
/// other both could open a login. Thread-safe.
///
/// A crash behind the entry and before the login: an entry that nothing follows. The same order
/// again gives the same login, which opens once.
public final class Handovers {
    /// How long a login may lie before it is opened.
    public static final Duration VALID = Duration.ofHours(24);

    /// A login was handed over: to whom, by whom, until when.
    static final String TYPE = "loginhandover";

    private final NodeJournal journal;
    private final Keys keys;
    private final Database database;
    private final Passkeys.Who who;
    private final InstantSource clock;
    private final SecretKey secret;

    Handovers(
            NodeJournal journal,
            Keys keys,
            Database database,
            Passkeys.Who who,
            InstantSource clock) {
        this.journal = journal;
        this.keys = keys;
        this.database = database;
        this.who = who;
        this.clock = clock;
        this.secret = keys.secret("login handovers");
    }

    /// A login that was handed over.
    ///
    /// @param login opens once; as in the path of the page that takes it
    /// @param leaf the name of the entry about it, for its receipt
    public record Handed(String account, String login, Instant until, Hash leaf) {
        /// Does not print the login.
        @Override
        public String toString() {
            return "Handed[" + account + ", " + until + "]";
        }
    }

    /// The account of a person in a register, which is made when there is none.
    ///
    /// @throws org.holdfast.database.DatabaseFault when the database does not answer
    public Principal account(NewAccount person) {
        return database.inTransaction(tx -> who.accounts().ofPerson(tx, person));
    }

    /// Hands a login over.
    ///
    /// @param by the official
    /// @param operation the client's operation id
    /// @throws org.holdfast.database.DatabaseFault when the database does not answer
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    public Handed hand(Principal by, String operation, Principal to) {
        String order = by.id() + " " + to.id() + " " + operation;
        Handle handle = keys.handles().of("login handover", order);
        Optional<StoredEntry> before = journal.byOperation(handle);
        Instant until =
                before.map(entry -> entry.open().required("until").stringValue())
                        .map(Instant::parse)
                        .orElseGet(
                                () -> clock.instant().plus(VALID).truncatedTo(ChronoUnit.SECONDS));
        Hash leaf = before.map(StoredEntry::leafHash).orElseGet(() -> enter(by, to, until, handle));
        String login = who.principals().login(to, until, drawn(order));
        return new Handed(to.id(), login, until, leaf);
    }

    private Hash enter(Principal by, Principal to, Instant until, Handle handle) {
        return journal.append(
                        new EntryDraft(
                                TYPE,
                                LoginEntries.ALL,
                                handle,
                                0,
                                Optional.empty(),
                                Optional.of(who.personal().apply(to)),
                                CanonicalJson.object()
                                        .put("account", to.id())
                                        .put("by", by.id())
                                        .put("until", until.toString()),
                                Optional.of(handle)),
                        List.of())
                .leaf();
    }

    /// 256 bits that only this office can make of an order.
    private byte[] drawn(String order) {
        try {
            Mac mac = Providers.mac("HmacSHA256");
            mac.init(secret);
            return mac.doFinal(order.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot make a login", fault);
        }
    }
}
