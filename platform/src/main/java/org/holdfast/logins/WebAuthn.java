// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.exception.DataConversionException;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.AttestationObject;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.CollectedClientData;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.exception.BadOriginException;
import com.webauthn4j.verifier.exception.BadRpIdException;
import com.webauthn4j.verifier.exception.CrossOriginException;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import com.webauthn4j.verifier.exception.UserNotPresentException;
import com.webauthn4j.verifier.exception.UserNotVerifiedException;
import com.webauthn4j.verifier.exception.VerificationException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What browsers and devices answer, checked by webauthn4j after Web Authentication Level 3 §7.1
/// and §7.2, always with the user verified by the device. Attestation is not asked for: whose
/// device it is nobody needs to know. Thread-safe.
final class WebAuthn {
    /// In the order in which they are wished for: ES256, EdDSA, RS256 (RFC 9053, RFC 8812).
    static final List<Long> ALGORITHMS = List.of(-7L, -8L, -257L);

    /// Longest answer of a browser that is read at all, in characters.
    static final int LONGEST = 16_384;

    private static final int LONGEST_ID = 1_023;

    private final LoginSettings settings;
    private final ObjectConverter converter = new ObjectConverter();
    private final AttestedCredentialDataConverter credentials =
            new AttestedCredentialDataConverter(converter);
    private final WebAuthnManager manager =
            WebAuthnManager.createNonStrictWebAuthnManager(converter);

    WebAuthn(LoginSettings settings) {
        this.settings = settings;
    }

    /// The relying party identifier (§5.4.2).
    String domain() {
        return settings.domain();
    }

    /// A public key as it is kept.
    ///
    /// @param key attested credential data (§6.5.1): model, id, COSE key
    /// @param syncable whether its device may hand it to others of its owner (§6.1.3)
    /// @param synced whether it did
    /// @param counter of signatures; 0 for keys that do not count
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Credential(byte[] key, boolean syncable, boolean synced, long counter) {}

    /// Nobody is let in by this.
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final LoginRefusal why;

        Refused(LoginRefusal why) {
            super(why.name(), null, false, false);
            this.why = why;
        }

        LoginRefusal why() {
            return why;
        }
    }

    /// An answer to an enrolment, read and not believed yet.
    ///
    /// @param challenge that it says it is to
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Registration(RegistrationData data, byte[] challenge) {}

    /// An answer to a login, read and not believed yet.
    ///
    /// @param challenge that it says it is to
    /// @param id of the credential
    /// @param user whose the device says it is; empty when it does not say
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Assertion(AuthenticationData data, byte[] challenge, byte[] id, byte[] user) {}

    /// Reads `RegistrationResponseJSON`.
    Registration registration(String json) throws Refused {
        try {
            RegistrationData read = manager.parseRegistrationResponseJSON(bounded(json));
            return new Registration(read, challenge(read.getCollectedClientData()));
        } catch (RuntimeException malformed) {
            // The reader of strangers' words stumbles over some with a NullPointerException.
            throw new Refused(LoginRefusal.MALFORMED);
        }
    }

    /// Reads `AuthenticationResponseJSON`.
    Assertion assertion(String json) throws Refused {
        try {
            AuthenticationData read = manager.parseAuthenticationResponseJSON(bounded(json));
            return new Assertion(
                    read, challenge(read.getCollectedClientData()), id(read), user(read));
        } catch (RuntimeException malformed) {
            // The reader of strangers' words stumbles over some with a NullPointerException.
            throw new Refused(LoginRefusal.MALFORMED);
        }
    }

    @SuppressWarnings("NullAway") // the library says of letters what it means of arrays
    private static byte[] id(AuthenticationData read) throws Refused {
        byte[] id = read.getCredentialId();
        if (id == null || id.length > LONGEST_ID) {
            throw new Refused(LoginRefusal.MALFORMED);
        }
        return id;
    }

    @SuppressWarnings("NullAway") // as above
    private static byte[] user(AuthenticationData read) {
        byte[] user = read.getUserHandle();
        return user == null ? new byte[0] : user;
    }

    private static String bounded(String json) throws Refused {
        if (json.length() > LONGEST) {
            throw new Refused(LoginRefusal.MALFORMED);
        }
        return json;
    }

    private static byte[] challenge(@Nullable CollectedClientData said) throws Refused {
        if (said == null || said.getChallenge() == null) {
            throw new Refused(LoginRefusal.MALFORMED);
        }
        return said.getChallenge().getValue();
    }

    private ServerProperty place(byte[] challenge) {
        return ServerProperty.builder()
                .originPredicate(settings::isOurs)
                .rpId(settings.domain())
                .challenge(new DefaultChallenge(challenge))
                .build();
    }

    /// §7.1.
    ///
    /// @param read whose challenge the caller has found to be its own
    Credential enrolled(Registration read) throws Refused {
        List<PublicKeyCredentialParameters> wished =
                ALGORITHMS.stream()
                        .map(one ->
                                new PublicKeyCredentialParameters(
                                        PublicKeyCredentialType.PUBLIC_KEY,
                                        COSEAlgorithmIdentifier.create(one)))
                        .toList();
        try {
            manager.verify(
                    read.data(),
                    new RegistrationParameters(place(read.challenge()), wished, true, true));
        } catch (RuntimeException refused) {
            throw new Refused(why(refused));
        }
        AttestationObject object = read.data().getAttestationObject();
        if (object == null) {
            throw new Refused(LoginRefusal.MALFORMED);
        }
        AuthenticatorData<?> data = object.getAuthenticatorData();
        AttestedCredentialData key = data.getAttestedCredentialData();
        if (key == null || key.getCredentialId().length > LONGEST_ID) {
            throw new Refused(LoginRefusal.MALFORMED);
        }
        return new Credential(
                credentials.convert(key), data.isFlagBE(), data.isFlagBS(), data.getSignCount());
    }

    /// The id of a credential that was enrolled.
    byte[] id(Credential credential) {
        return credentials.extractCredentialId(credential.key());
    }

    /// §7.2.
    ///
    /// @param read whose challenge the caller has found to be its own
    /// @param counter the greatest that was seen of this key
    /// @return what the key has counted
    long shown(Assertion read, Credential kept, long counter) throws Refused {
        try {
            CredentialRecordImpl known =
                    new CredentialRecordImpl(
                            new NoneAttestationStatement(),
                            true,
                            kept.syncable(),
                            kept.synced(),
                            counter,
                            credentials.convert(kept.key()),
                            null,
                            null,
                            null,
                            Set.of());
            manager.verify(
                    read.data(),
                    new AuthenticationParameters(
                            place(read.challenge()), known, List.of(read.id()), true, true));
            AuthenticatorData<?> data = read.data().getAuthenticatorData();
            if (data == null) {
                throw new Refused(LoginRefusal.MALFORMED);
            }
            return data.getSignCount();
        } catch (RuntimeException refused) {
            throw new Refused(why(refused));
        }
    }

    private static LoginRefusal why(RuntimeException refused) {
        return switch (refused) {
            case UserNotVerifiedException _, UserNotPresentException _ -> LoginRefusal.NOT_VERIFIED;
            case BadOriginException _, BadRpIdException _, CrossOriginException _ ->
                    LoginRefusal.WRONG_PLACE;
            case MaliciousCounterValueException _ -> LoginRefusal.COPIED;
            case DataConversionException _ -> LoginRefusal.MALFORMED;
            case VerificationException _ -> LoginRefusal.BAD_SIGNATURE;
            default -> LoginRefusal.MALFORMED;
        };
    }
}
