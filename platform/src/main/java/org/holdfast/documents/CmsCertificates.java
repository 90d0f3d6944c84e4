// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.util.Store;

/// Certificates inside our own signatures and stamps, and how one is asked about. Believes what it
/// reads: it reads only what was made here.
final class CmsCertificates {
    private CmsCertificates() {}

    /// The signer's certificate and those above it, of a token or a signature, DER.
    static List<X509Certificate> chain(byte[] cms)
            throws IOException, CertificateException, CMSException {
        CMSSignedData data;
        try (ASN1InputStream in = new ASN1InputStream(cms)) {
            data = new CMSSignedData(ContentInfo.getInstance(in.readObject()));
        }
        SignerInformation signer = data.getSignerInfos().getSigners().iterator().next();
        Store<X509CertificateHolder> store = data.getCertificates();
        List<X509Certificate> all = new ArrayList<>();
        for (X509CertificateHolder holder : store.getMatches(null)) {
            all.add(certificate(holder));
        }
        @SuppressWarnings("unchecked") // SignerId selects certificate holders
        Collection<X509CertificateHolder> own = store.getMatches(signer.getSID());
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(certificate(own.iterator().next()));
        for (int i = 0; i < all.size(); i++) {
            X509Certificate last = chain.getLast();
            all.stream()
                    .filter(one -> !chain.contains(one))
                    .filter(one ->
                            one.getSubjectX500Principal().equals(last.getIssuerX500Principal()))
                    .findFirst()
                    .ifPresent(chain::add);
        }
        return List.copyOf(chain);
    }

    private static X509Certificate certificate(X509CertificateHolder holder)
            throws IOException, CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(holder.getEncoded()));
    }

    /// Whose the first signature of a paper is.
    static X509Certificate signer(byte[] paper)
            throws IOException, CertificateException, CMSException {
        String text = new String(paper, StandardCharsets.ISO_8859_1);
        int from = text.indexOf("/Contents<", text.indexOf("/ByteRange["));
        int to = text.indexOf('>', from);
        if (from < 0 || to < 0) {
            throw new IllegalArgumentException("not a paper as it is written here: no signature");
        }
        String hex = text.substring(from + "/Contents<".length(), to);
        return chain(HexFormat.of().parseHex(hex)).getFirst();
    }

    /// An OCSP request (RFC 6960 §4.1) about a certificate, DER.
    static byte[] question(X509Certificate about, X509Certificate issuer)
            throws IOException, CertificateEncodingException, OperatorCreationException {
        try {
            CertificateID name =
                    new CertificateID(
                            new JcaDigestCalculatorProviderBuilder()
                                    .build()
                                    .get(CertificateID.HASH_SHA1),
                            new JcaX509CertificateHolder(issuer),
                            about.getSerialNumber());
            return new OCSPReqBuilder().addRequest(name).build().getEncoded();
        } catch (OCSPException bug) {
            throw new IllegalStateException("a request that cannot be built", bug);
        }
    }

    /// Whether an answer of our own says that the certificate is good, as of a span that holds.
    static boolean isGood(byte[] answer, Instant now) throws IOException {
        try {
            OCSPResp response = new OCSPResp(answer);
            if (response.getStatus() != OCSPRespBuilder.SUCCESSFUL
                    || !(response.getResponseObject() instanceof BasicOCSPResp basic)) {
                return false;
            }
            SingleResp single = basic.getResponses()[0];
            // The library's word for good is that it gives none.
            return single.getCertStatus() == null
                    && now.isBefore(single.getNextUpdate().toInstant());
        } catch (OCSPException unreadable) {
            return false;
        }
    }
}
