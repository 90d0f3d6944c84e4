// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.holdfast.identity.Accounts;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Principals;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.validation.Tier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Passkeys: enrolment by whoever is in, login without a name, end. Enrolment and end act at this
/// site when they return and at others when they have read them. Thread-safe.
public final class Passkeys {
    /// How many open one account at most.
    public static final int MOST = 10;

    /// Longest label, in characters.
    public static final int LONGEST_LABEL = 40;

    private static final String HANDLE = "passkey user";
    private static final long TIMEOUT_MILLIS = Challenges.VALID.toMillis();

    private final NodeJournal journal;
    private final Keys keys;
    private final Challenges challenges;
    private final LoginBook book;
    private final LoginWriter writer;
    private final Who who;
    private final WebAuthn webAuthn;
    private final List<Object> stripes = Stream.generate(Object::new).limit(64).toList();

    Passkeys(
            NodeJournal journal,
            Keys keys,
            WebAuthn webAuthn,
            Challenges challenges,
            LoginBook book,
            LoginWriter writer,
            Who who) {
        this.journal = journal;
        this.keys = keys;
        this.challenges = challenges;
        this.book = book;
        this.writer = writer;
        this.who = who;
        this.webAuthn = webAuthn;
    }

    /// Whose accounts there are.
    ///
    /// @param personal the key by which what is about somebody is encrypted, so that it ends when
    ///   they are erased
    record Who(Accounts accounts, Principals principals, Function<Principal, DataKey> personal) {}

    /// What a browser is to ask a device for an enrolment
    /// (`PublicKeyCredentialCreationOptionsJSON`, Web Authentication Level 3 §5.1.9). Nothing is
    /// kept.
    public ObjectNode enrolment(Principal owner) {
        ObjectNode options = JsonMapper.shared().createObjectNode();
        options.putObject("rp").put("id", webAuthn.domain()).put("name", webAuthn.domain());
        options.putObject("user")
                .put("id", text(handle(owner.id()).bytes()))
                .put("name", owner.name())
                .put("displayName", owner.name());
        options.put(
                "challenge",
                text(challenges.make(Challenges.Purpose.PASSKEY_ENROLMENT, owner.id())));
        ArrayNode wished = options.putArray("pubKeyCredParams");
        WebAuthn.ALGORITHMS.forEach(
                one -> wished.addObject().put("type", "public-key").put("alg", one));
        options.put("timeout", TIMEOUT_MILLIS);
        ArrayNode known = options.putArray("excludeCredentials");
        book.look();
        for (LoginBook.Line line : book.of(owner.id())) {
            known.addObject()
                    .put("type", "public-key")
                    .put("id", text(webAuthn.id(line.enrolled().credential())));
        }
        options.putObject("authenticatorSelection")
                .put("residentKey", "required")
                .put("requireResidentKey", true)
                .put("userVerification", "required");
        return options.put("attestation", "none");
    }

    /// Enrols. The same answer a second time gives the same passkey.
    ///
    /// @param answer `RegistrationResponseJSON` (§5.1.8)
    /// @param label as its owner calls it
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    public EnrolmentAnswer enrol(Principal owner, String label, String answer) {
        try {
            WebAuthn.Registration read = webAuthn.registration(answer);
            if (challenges
                    .end(read.challenge(), Challenges.Purpose.PASSKEY_ENROLMENT, owner.id())
                    .isEmpty()) {
                return new EnrolmentAnswer.Refused(LoginRefusal.BAD_CHALLENGE);
            }
            return enrol(owner, label, read.challenge(), webAuthn.enrolled(read));
        } catch (WebAuthn.Refused refused) {
            return new EnrolmentAnswer.Refused(refused.why());
        }
    }

    private EnrolmentAnswer enrol(
            Principal owner, String label, byte[] challenge, WebAuthn.Credential credential) {
        String name = name(keys, webAuthn, credential);
        Handle operation = keys.handles().of("passkey enrolment", challenge);
        LoginEntries.Enrolled enrolled =
                new LoginEntries.Enrolled(name, owner.id(), label, credential);
        DataKey personal = who.personal().apply(owner);
        synchronized (stripe(owner.id())) {
            book.look();
            Optional<StoredEntry> before = journal.byOperation(operation);
            if (before.isPresent()) {
                return book.find(name)
                        .filter(line -> line.entry().leafHash().equals(before.get().leafHash()))
                        .<EnrolmentAnswer>map(line ->
                                new EnrolmentAnswer.Enrolled(
                                        passkey(line), line.entry().leafHash(), true))
                        .orElseGet(() -> new EnrolmentAnswer.Refused(LoginRefusal.REPLAYED));
            }
            if (book.wasEnrolled(name)) {
                return new EnrolmentAnswer.Refused(LoginRefusal.KNOWN);
            }
            if (book.of(owner.id()).size() >= MOST) {
                return new EnrolmentAnswer.Refused(LoginRefusal.TOO_MANY);
            }
            Hash leaf =
                    append(
                            LoginEntries.PASSKEY,
                            name,
                            Optional.of(personal),
                            enrolled.content(),
                            Optional.of(operation));
            book.look();
            return book.find(name)
                    .<EnrolmentAnswer>map(
                            line -> new EnrolmentAnswer.Enrolled(passkey(line), leaf, false))
                    .orElseGet(() -> new EnrolmentAnswer.Refused(LoginRefusal.UNKNOWN));
        }
    }

    /// The name of a credential.
    static String name(Keys keys, WebAuthn webAuthn, WebAuthn.Credential credential) {
        return keys.handles().of("passkey", webAuthn.id(credential)).hex();
    }

    /// Whoever does something with one account or passkey waits for others who do, and for few
    /// else.
    private Object stripe(String name) {
        return stripes.get(Math.floorMod(name.hashCode(), stripes.size()));
    }

    private Hash append(
            String type,
            String name,
            Optional<DataKey> key,
            ObjectNode content,
            Optional<Handle> operation) {
        return journal.append(
                        new EntryDraft(
                                type,
                                LoginEntries.ALL,
                                Handle.ofHex(name),
                                0,
                                Optional.empty(),
                                key,
                                content,
                                operation),
                        List.of())
                .leaf();
    }

    /// What opens an account, oldest first, as far as this site has read.
    public List<Passkey> of(String account) {
        book.look();
        return book.of(account).stream().map(Passkeys::passkey).toList();
    }

    private static Passkey passkey(LoginBook.Line line) {
        LoginEntries.Enrolled one = line.enrolled();
        return new Passkey(
                one.name(), one.account(), one.label(), line.made(), one.credential().synced());
    }

    /// Ends a passkey of an account for ever; it opens nothing here when this returns, and what it
    /// has opened ends at the next look, here and wherever this is read. Ended a second time it is
    /// as unknown as any other.
    ///
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    public EnrolmentAnswer end(String account, String name) {
        book.look();
        if (book.find(name).filter(one -> one.enrolled().account().equals(account)).isEmpty()) {
            return new EnrolmentAnswer.Refused(LoginRefusal.UNKNOWN);
        }
        ObjectNode content = CanonicalJson.object().put("name", name);
        Hash leaf =
                append(LoginEntries.PASSKEY_END, name, Optional.empty(), content, Optional.empty());
        book.look();
        return new EnrolmentAnswer.Ended(name, leaf);
    }

    /// What a browser is to ask a device for a login (`PublicKeyCredentialRequestOptionsJSON`,
    /// §5.1.10). It names nobody: the device knows whom it has keys for. Nothing is kept.
    ///
    /// @param browser a secret of the browser that asks; only it may answer
    public ObjectNode login(String browser) {
        ObjectNode options = JsonMapper.shared().createObjectNode();
        options.put("challenge", text(challenges.make(Challenges.Purpose.PASSKEY_LOGIN, browser)));
        options.put("rpId", webAuthn.domain());
        options.put("timeout", TIMEOUT_MILLIS);
        options.putArray("allowCredentials");
        return options.put("userVerification", "required");
    }

    /// Lets somebody in.
    ///
    /// @param browser as for [#login(String)]
    /// @param answer `AuthenticationResponseJSON` (§5.1.8)
    /// @param length how long the session lasts
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    public LoginAnswer enter(String browser, String answer, Duration length) {
        try {
            return enter(webAuthn.assertion(answer), browser, length);
        } catch (WebAuthn.Refused refused) {
            return new LoginAnswer.Refused(refused.why());
        }
    }

    private LoginAnswer enter(WebAuthn.Assertion read, String browser, Duration length)
            throws WebAuthn.Refused {
        byte[] challenge = read.challenge();
        if (challenges.end(challenge, Challenges.Purpose.PASSKEY_LOGIN, browser).isEmpty()) {
            return new LoginAnswer.Refused(LoginRefusal.BAD_CHALLENGE);
        }
        book.look();
        if (writer.isUsed(writer.operation(challenge))) {
            return new LoginAnswer.Refused(LoginRefusal.REPLAYED);
        }
        String name = keys.handles().of("passkey", read.id()).hex();
        Optional<LoginBook.Line> line =
                book.find(name).filter(one -> isOf(one.enrolled().account(), read.user()));
        if (line.isEmpty()) {
            return new LoginAnswer.Refused(LoginRefusal.UNKNOWN);
        }
        synchronized (stripe(name)) {
            return enter(read, line.get(), length);
        }
    }

    /// For one at a time with one passkey, so that each sees what those before have counted.
    private LoginAnswer enter(WebAuthn.Assertion read, LoginBook.Line line, Duration length)
            throws WebAuthn.Refused {
        LoginEntries.Enrolled kept = line.enrolled();
        long counter = webAuthn.shown(read, kept.credential(), book.counter(line));
        Optional<Principal> known = who.accounts().find(kept.account());
        if (known.isEmpty()) {
            return new LoginAnswer.Refused(LoginRefusal.NOBODY);
        }
        Principals.Opened opened =
                who.principals().open(known.get(), Principals.Door.PAGES, length);
        LoginEntries.Entered login =
                LoginEntries.Entered.byPasskey(kept.account(), opened, kept.name(), counter);
        return writer.enter(read.challenge(), login)
                ? new LoginAnswer.In(known.get(), opened, Optional.empty(), Tier.FULL)
                : new LoginAnswer.Refused(LoginRefusal.REPLAYED);
    }

    /// §7.2 step 6: a discoverable key says whose it is.
    private boolean isOf(String account, byte[] userHandle) {
        return MessageDigest.isEqual(userHandle, handle(account).bytes());
    }

    /// What devices keep as the user's id: says nothing about the account.
    private Handle handle(String account) {
        return keys.handles().of(HANDLE, account);
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
