// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Principals;
import org.holdfast.identity.Role;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.validation.Tier;
import tools.jackson.databind.node.ObjectNode;

/// Accounts of citizens that somebody known to an outside provider opens: bound by whoever is in by
/// another way, opened by whoever the provider has named, ended without anybody outside. What the
/// provider says has been believed or not before it comes here. Binding and end act at this site
/// when they return and at others when they have read them. Thread-safe.
///
/// An attempt is what one browser began and may end once; it is the operation that binds or lets
/// in, so that the same one a second time does nothing more. A crash before the entry: nothing was
/// bound, nobody let in, and the person tries again.
public final class OutsideLogins {
    /// How many open one account at most.
    public static final int MOST = 10;

    private final NodeJournal journal;
    private final Keys keys;
    private final OutsideBook book;
    private final LoginWriter writer;
    private final Passkeys.Who who;
    private final List<Object> stripes = Stream.generate(Object::new).limit(64).toList();

    OutsideLogins(
            NodeJournal journal,
            Keys keys,
            OutsideBook book,
            LoginWriter writer,
            Passkeys.Who who) {
        this.journal = journal;
        this.keys = keys;
        this.book = book;
        this.writer = writer;
        this.who = who;
    }

    /// Somebody as an outside provider names them.
    ///
    /// @param provider its name in the settings
    /// @param subject unique and never used again under the issuer (OpenID Connect Core 1.0 §2)
    public record Subject(String provider, String issuer, String subject) {
        /// Does not print who it is.
        @Override
        public String toString() {
            return "Subject[" + provider + "]";
        }
    }

    /// What became of a binding.
    public sealed interface Answer {
        /// It opens its account at this site, and at others once they have read of it.
        ///
        /// @param leaf the entry's name, for its receipt
        /// @param repeated whether the same attempt had bound it before
        record Bound(OutsideBinding binding, Hash leaf, boolean repeated) implements Answer {}

        /// It opens nothing any more, for ever.
        record Ended(String name, Hash leaf) implements Answer {}

        /// Nothing was entered.
        record Refused(LoginRefusal why) implements Answer {}
    }

    /// Whether an attempt has let somebody in or has bound something already, as far as this site
    /// has read.
    public boolean isUsed(byte[] attempt) {
        book.look();
        return writer.isUsed(writer.operation(attempt)) || book.wasBound(name(attempt).hex());
    }

    /// Binds. The same attempt a second time gives the same binding.
    ///
    /// @param owner a citizen who is in
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    public Answer bind(Principal owner, byte[] attempt, Subject subject) {
        if (owner.role() != Role.CITIZEN) {
            return new Answer.Refused(LoginRefusal.NOBODY);
        }
        Handle name = name(attempt);
        String handle = handle(subject);
        DataKey personal = who.personal().apply(owner);
        synchronized (stripes.get(Math.floorMod(handle.hashCode(), stripes.size()))) {
            book.look();
            if (book.wasBound(name.hex())) {
                return book.find(name.hex())
                        .filter(line -> line.bound().account().equals(owner.id()))
                        .<Answer>map(line ->
                                new Answer.Bound(binding(line), line.entry().leafHash(), true))
                        .orElseGet(() -> new Answer.Refused(LoginRefusal.REPLAYED));
            }
            if (book.opens(handle).isPresent()) {
                return new Answer.Refused(LoginRefusal.KNOWN);
            }
            if (book.of(owner.id()).size() >= MOST) {
                return new Answer.Refused(LoginRefusal.TOO_MANY);
            }
            Hash leaf =
                    append(
                            LoginEntries.OUTSIDE,
                            name,
                            Optional.of(personal),
                            new LoginEntries.Bound(
                                            name.hex(), owner.id(), subject.provider(), handle)
                                    .content());
            book.look();
            return book.find(name.hex())
                    .<Answer>map(line -> new Answer.Bound(binding(line), leaf, false))
                    .orElseGet(() -> new Answer.Refused(LoginRefusal.UNKNOWN));
        }
    }

    /// Lets in whoever the provider has named.
    ///
    /// @param length how long the session lasts
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    public LoginAnswer enter(byte[] attempt, Subject subject, Duration length) {
        book.look();
        Optional<OutsideBook.Line> line = book.opens(handle(subject));
        if (line.isEmpty()) {
            return new LoginAnswer.Refused(LoginRefusal.UNKNOWN);
        }
        LoginEntries.Bound bound = line.get().bound();
        Optional<Principal> known =
                who.accounts().find(bound.account()).filter(one -> one.role() == Role.CITIZEN);
        if (known.isEmpty()) {
            return new LoginAnswer.Refused(LoginRefusal.NOBODY);
        }
        Principals.Opened opened =
                who.principals().open(known.get(), Principals.Door.PAGES, length);
        return writer.enter(
                        attempt,
                        LoginEntries.Entered.byOutside(bound.account(), opened, bound.name()))
                ? new LoginAnswer.In(known.get(), opened, Optional.empty(), Tier.FULL)
                : new LoginAnswer.Refused(LoginRefusal.REPLAYED);
    }

    /// What is bound to an account, oldest first, as far as this site has read.
    public List<OutsideBinding> of(String account) {
        book.look();
        return book.of(account).stream().map(OutsideLogins::binding).toList();
    }

    /// Ends a binding of an account for ever; asks nobody outside. It opens nothing here when this
    /// returns, and what it has opened ends at the next look, here and wherever this is read. Ended
    /// a second time it is as unknown as any other.
    ///
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    public Answer end(String account, String name) {
        book.look();
        if (book.find(name).filter(one -> one.bound().account().equals(account)).isEmpty()) {
            return new Answer.Refused(LoginRefusal.UNKNOWN);
        }
        Hash leaf =
                append(
                        LoginEntries.OUTSIDE_END,
                        Handle.ofHex(name),
                        Optional.empty(),
                        CanonicalJson.object().put("name", name));
        book.look();
        return new Answer.Ended(name, leaf);
    }

    private static OutsideBinding binding(OutsideBook.Line line) {
        return new OutsideBinding(line.bound().name(), line.bound().provider(), line.made());
    }

    /// A binding is named by what made it, so that its entry says nothing about whom it is of, not
    /// even that it is of the same as another.
    private Handle name(byte[] attempt) {
        return keys.handles().of("outside binding", attempt);
    }

    private String handle(Subject subject) {
        // An issuer is an address and has no U+0000.
        return keys.handles()
                .of(
                        "outside subject",
                        (subject.issuer() + "\0" + subject.subject())
                                .getBytes(StandardCharsets.UTF_8))
                .hex();
    }

    private Hash append(String type, Handle name, Optional<DataKey> key, ObjectNode content) {
        return journal.append(
                        new EntryDraft(
                                type,
                                LoginEntries.ALL,
                                name,
                                0,
                                Optional.empty(),
                                key,
                                content,
                                Optional.empty()),
                        List.of())
                .leaf();
    }
}
