// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.util.Store;

/// The CMS of a paper, as ETSI EN 319 142-1 §6.3 wants it for baseline B: one signer, detached,
/// content-type, message-digest and signing-certificate-v2 signed, each once.
final class CmsSignature {
    static final int MAX_CERTIFICATES = 8;
    private static final Map<String, String> DIGESTS =
            Map.of(
                    "2.16.840.1.101.3.4.2.1", "SHA-256",
                    "2.16.840.1.101.3.4.2.2", "SHA-384",
                    "2.16.840.1.101.3.4.2.3", "SHA-512");
    private static final Map<String, String> ALGORITHMS =
            Map.of(
                    "1.2.840.10045.4.3.2", "SHA256withECDSA",
                    "1.2.840.10045.4.3.3", "SHA384withECDSA",
                    "1.2.840.10045.4.3.4", "SHA512withECDSA");

    private final SignerInformation signer;
    private final X509Certificate certificate;
    private final List<X509Certificate> all;

    private CmsSignature(
            SignerInformation signer, X509Certificate certificate, List<X509Certificate> all) {
        this.signer = signer;
        this.certificate = certificate;
        this.all = all;
    }

    /// The signature over a range, verified.
    static CmsSignature of(SignedRange range, SignatureSource source) throws Refused {
        CmsSignature signature = of(data(range.value()));
        try {
            signature.verify(range, source);
        } catch (IllegalArgumentException | IllegalStateException | ClassCastException e) {
            throw new Refused(Reason.SIGNATURE_BROKEN, "signed attributes");
        }
        return signature;
    }

    private static CmsSignature of(CMSSignedData data) throws Refused {
        try {
            return read(data);
        } catch (IOException
                | CertificateException
                | IllegalArgumentException
                | IllegalStateException
                | ClassCastException e) {
            throw new Refused(Reason.SIGNATURE_BROKEN, "not a CMS");
        }
    }

    /// Reads a signature value; only zeros may follow the CMS.
    static CMSSignedData data(byte[] value) throws Refused {
        try (ASN1InputStream in = new ASN1InputStream(value)) {
            ASN1Primitive first = in.readObject();
            if (first == null) {
                throw new Refused(Reason.SIGNATURE_BROKEN, "no CMS");
            }
            byte[] rest = in.readAllBytes();
            if (!Arrays.equals(rest, new byte[rest.length])) {
                throw new Refused(Reason.SIGNATURE_WRAPPED, "bytes behind the CMS");
            }
            return new CMSSignedData(ContentInfo.getInstance(first));
        } catch (IOException
                | CMSException
                | IllegalArgumentException
                | IllegalStateException
                | ClassCastException e) {
            throw new Refused(Reason.SIGNATURE_BROKEN, "not a CMS");
        }
    }

    X509Certificate certificate() {
        return certificate;
    }

    List<X509Certificate> certificates() {
        return all;
    }

    /// Refuses unless this signature was made over exactly these bytes by the named certificate.
    void verify(SignedRange range, SignatureSource source) throws Refused {
        String digest = known(DIGESTS, signer.getDigestAlgOID());
        ASN1ObjectIdentifier type =
                ASN1ObjectIdentifier.getInstance(attribute(CMSAttributes.contentType));
        if (!type.equals(CMSObjectIdentifiers.data)) {
            throw new Refused(Reason.SIGNATURE_FORM, "content-type is not data");
        }
        byte[] claimed =
                ASN1OctetString.getInstance(attribute(CMSAttributes.messageDigest)).getOctets();
        if (!MessageDigest.isEqual(claimed, range.digest(digest))) {
            throw new Refused(Reason.SIGNATURE_WRONG, "digest of the file");
        }
        mustNameItsCertificate();
        verifyAttributes(known(ALGORITHMS, signer.getEncryptionAlgOID()), source);
    }

    private static CmsSignature read(CMSSignedData data)
            throws Refused, CertificateException, IOException {
        if (data.getSignedContent() != null) {
            throw new Refused(Reason.SIGNATURE_FORM, "not detached");
        }
        Collection<SignerInformation> signers = data.getSignerInfos().getSigners();
        if (signers.size() != 1) {
            throw new Refused(Reason.SEVERAL_SIGNATURES, signers.size() + " signers");
        }
        SignerInformation signer = signers.iterator().next();
        Store<X509CertificateHolder> store = data.getCertificates();
        Collection<X509CertificateHolder> holders = store.getMatches(null);
        if (holders.size() > MAX_CERTIFICATES) {
            throw new Refused(Reason.SIGNATURE_FORM, holders.size() + " certificates");
        }
        List<X509Certificate> all = new ArrayList<>();
        for (X509CertificateHolder holder : holders) {
            all.add(Certificates.parse(holder.getEncoded()));
        }
        @SuppressWarnings("unchecked") // SignerId selects certificate holders
        Collection<X509CertificateHolder> own = store.getMatches(signer.getSID());
        if (own.size() != 1) {
            throw new Refused(Reason.SIGNATURE_FORM, "certificate of the signer is not inside");
        }
        byte[] der = own.iterator().next().getEncoded();
        return new CmsSignature(signer, Certificates.parse(der), List.copyOf(all));
    }

    /// RFC 5035 §3: the first certificate named is the signer's.
    private void mustNameItsCertificate() throws Refused {
        ESSCertIDv2[] named =
                SigningCertificateV2.getInstance(
                                attribute(PKCSObjectIdentifiers.id_aa_signingCertificateV2))
                        .getCerts();
        String digest =
                named.length == 0
                        ? ""
                        : known(DIGESTS, named[0].getHashAlgorithm().getAlgorithm().getId());
        if (named.length == 0
                || !MessageDigest.isEqual(
                        named[0].getCertHash(),
                        Certificates.digest(digest, Certificates.der(certificate)))) {
            throw new Refused(Reason.SIGNATURE_FORM, "signing-certificate-v2 names another");
        }
    }

    private ASN1Encodable attribute(ASN1ObjectIdentifier type) throws Refused {
        AttributeTable attributes = signer.getSignedAttributes();
        if (attributes == null) {
            throw new Refused(Reason.SIGNATURE_FORM, "no signed attributes");
        }
        ASN1EncodableVector found = attributes.getAll(type);
        if (found.size() != 1) {
            throw new Refused(
                    Reason.SIGNATURE_FORM, "attribute " + type + " " + found.size() + " times");
        }
        Attribute attribute = Attribute.getInstance(found.get(0));
        if (attribute.getAttrValues().size() != 1) {
            throw new Refused(Reason.SIGNATURE_FORM, "attribute " + type + " has several values");
        }
        return attribute.getAttrValues().getObjectAt(0);
    }

    private void verifyAttributes(String algorithm, SignatureSource source) throws Refused {
        try {
            Signature check = source.of(algorithm);
            check.initVerify(certificate.getPublicKey());
            check.update(signer.getEncodedSignedAttributes());
            if (check.verify(signer.getSignature())) {
                return;
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new Refused(Reason.SIGNATURE_WRONG, "signature cannot be computed");
        }
        throw new Refused(Reason.SIGNATURE_WRONG, algorithm);
    }

    /// The name of a digest that may be used.
    static String digest(ASN1ObjectIdentifier algorithm) throws Refused {
        return known(DIGESTS, algorithm.getId());
    }

    private static String known(Map<String, String> names, String oid) throws Refused {
        String name = names.get(oid);
        if (name == null) {
            throw new Refused(Reason.SIGNATURE_FORM, "algorithm " + oid);
        }
        return name;
    }
}
