// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;

/// Reads a list of anchors: PEM, or PEM in CMS SignedData (RFC 5652) by a known signer.
final class TrustListReading {
    private static final int MOST_ANCHORS = 2_000;

    /// SHA-256, SHA-384, SHA-512.
    private static final Set<String> DIGESTS =
            Set.of("2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.3");

    private static final Pattern PEM =
            Pattern.compile(
                    "-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]+)-----END CERTIFICATE-----");

    private TrustListReading() {}

    /// A list.
    ///
    /// @param signedAt the signing time; empty without a signer
    record Read(List<X509Certificate> anchors, Optional<Instant> signedAt) {}

    /// Says what is wrong with a list.
    static final class Unreadable extends Exception {
        private final FetchRefusal why;

        Unreadable(FetchRefusal why, String detail) {
            super(detail);
            this.why = why;
        }

        SourceState.Failure failure() {
            return new SourceState.Failure(why, String.valueOf(getMessage()));
        }
    }

    static Read read(byte[] bytes, Optional<X509Certificate> signer, Strength strength)
            throws Unreadable {
        if (signer.isEmpty()) {
            return new Read(anchors(bytes), Optional.empty());
        }
        CMSSignedData signed;
        try {
            signed = new CMSSignedData(bytes);
        } catch (CMSException | RuntimeException unreadable) {
            throw new Unreadable(FetchRefusal.MALFORMED, unreadable.toString());
        }
        if (signed.getSignerInfos().size() != 1
                || !(signed.getSignedContent() instanceof CMSProcessableByteArray content)) {
            throw new Unreadable(FetchRefusal.MALFORMED, "not one signer around one text");
        }
        SignerInformation by = signed.getSignerInfos().getSigners().iterator().next();
        if (!DIGESTS.contains(by.getDigestAlgOID())
                || !strength.isEnough(signer.get().getPublicKey())) {
            throw new Unreadable(FetchRefusal.WEAK, by.getDigestAlgOID());
        }
        try {
            if (!by.verify(new JcaSimpleSignerInfoVerifierBuilder().build(signer.get()))) {
                throw new Unreadable(FetchRefusal.FOREIGN, "signed by somebody else");
            }
        } catch (CMSException | OperatorCreationException | RuntimeException wrong) {
            throw new Unreadable(FetchRefusal.FOREIGN, wrong.toString());
        }
        return new Read(anchors((byte[]) content.getContent()), Optional.of(signingTime(by)));
    }

    private static Instant signingTime(SignerInformation by) throws Unreadable {
        var attributes = by.getSignedAttributes();
        var attribute = attributes == null ? null : attributes.get(CMSAttributes.signingTime);
        if (attribute == null) {
            throw new Unreadable(FetchRefusal.MALFORMED, "says no signing time");
        }
        try {
            Date time = Time.getInstance(attribute.getAttrValues().getObjectAt(0)).getDate();
            return time.toInstant();
        } catch (RuntimeException unreadable) {
            throw new Unreadable(FetchRefusal.MALFORMED, unreadable.toString());
        }
    }

    private static List<X509Certificate> anchors(byte[] text) throws Unreadable {
        Matcher found = PEM.matcher(new String(text, StandardCharsets.ISO_8859_1));
        Set<X509Certificate> anchors = new LinkedHashSet<>();
        while (found.find()) {
            if (anchors.size() >= MOST_ANCHORS) {
                throw new Unreadable(FetchRefusal.TOO_LARGE, "over " + MOST_ANCHORS);
            }
            try {
                X509Certificate anchor =
                        Certificates.read(Base64.getMimeDecoder().decode(found.group(1)))
                                .filter(AnchorRules::isAuthority)
                                .orElseThrow(GeneralSecurityException::new);
                anchors.add(anchor);
            } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
                throw new Unreadable(FetchRefusal.MALFORMED, "holds what is no authority");
            }
        }
        if (anchors.isEmpty()) {
            throw new Unreadable(FetchRefusal.MALFORMED, "holds no certificate");
        }
        return new ArrayList<>(anchors);
    }
}
