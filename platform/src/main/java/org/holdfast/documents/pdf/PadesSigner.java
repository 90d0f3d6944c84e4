// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.pdf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.holdfast.keys.Providers;
import org.holdfast.keys.SealKey;

/// Signs digests as a CMS SignedData for PAdES baseline B-B (ETSI EN 319 142-1 §6.3): content-type,
/// message-digest and signing-certificate-v2 are signed, no signing-time (the dictionary's M says
/// it), ECDSA with SHA-256 on P-256, the whole chain inside. Immutable, thread-safe.
public final class PadesSigner {
    private static final int SIGNED_PART = 700;
    private final SealKey key;
    private final ASN1Set certificates;
    private final SignerIdentifier signer;
    private final Attribute signingCertificate;
    private final int room;

    public PadesSigner(SealKey key) {
        this.key = key;
        try {
            ASN1EncodableVector chain = new ASN1EncodableVector();
            int bytes = 0;
            for (X509Certificate certificate : key.chain()) {
                byte[] der = certificate.getEncoded();
                bytes += der.length;
                chain.add(Certificate.getInstance(der));
            }
            certificates = new DERSet(chain);
            byte[] own = key.certificate().getEncoded();
            Certificate parsed = Certificate.getInstance(own);
            signer = new SignerIdentifier(new IssuerAndSerialNumber(parsed));
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(own);
            signingCertificate =
                    attribute(
                            PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                            new SigningCertificateV2(new ESSCertIDv2(hash)));
            room = bytes + SIGNED_PART;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("seal key without usable certificates", e);
        }
    }

    /// Bytes that a signature may need.
    int room() {
        return room;
    }

    /// The CMS over content whose SHA-256 is given.
    byte[] sign(byte[] digest) {
        try {
            ASN1EncodableVector attributes = new ASN1EncodableVector();
            attributes.add(attribute(CMSAttributes.contentType, CMSObjectIdentifiers.data));
            attributes.add(attribute(CMSAttributes.messageDigest, new DEROctetString(digest)));
            attributes.add(signingCertificate);
            DERSet signed = new DERSet(attributes);
            Signature signature = Providers.signature("SHA256withECDSA");
            signature.initSign(key.key());
            signature.update(signed.getEncoded(ASN1Encoding.DER));
            AlgorithmIdentifier sha256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
            SignerInfo info =
                    new SignerInfo(
                            signer,
                            sha256,
                            signed,
                            new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256),
                            new DEROctetString(signature.sign()),
                            null);
            SignedData data =
                    new SignedData(
                            new DERSet(sha256),
                            new ContentInfo(CMSObjectIdentifiers.data, null),
                            certificates,
                            null,
                            new DERSet(info));
            return new ContentInfo(CMSObjectIdentifiers.signedData, data)
                    .getEncoded(ASN1Encoding.DER);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("seal key does not sign", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Attribute attribute(ASN1ObjectIdentifier type, ASN1Encodable value) {
        return new Attribute(type, new DERSet(value));
    }
}
