// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Makes certificate revocation lists (RFC 5280 §5): full lists of one issuer. Stateless.
public final class RevocationList {
    private RevocationList() {}

    /// From when to when a list says what it says.
    public record Validity(Instant from, Instant until) {}

    /// A certificate that counts no more.
    ///
    /// @param reason of RFC 5280 §5.3.1
    public record Revoked(BigInteger serial, Instant at, int reason) {}

    /// Signs a list; a reason of 0 (unspecified) is left out, as §5.3.1 asks.
    ///
    /// @param issuer whose certificates are listed
    /// @return DER
    public static byte[] of(
            Certifier.Issuer issuer, Validity validity, BigInteger number, List<Revoked> revoked) {
        try {
            X509v2CRLBuilder list = new X509v2CRLBuilder(issuer.name(), Date.from(validity.from()));
            list.setNextUpdate(Date.from(validity.until()));
            list.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(issuer.publicKey()));
            list.addExtension(Extension.cRLNumber, false, new CRLNumber(number));
            for (Revoked one : revoked) {
                list.addCRLEntry(one.serial(), Date.from(one.at()), one.reason());
            }
            return list.build(new JcaContentSignerBuilder(Certifier.ALGORITHM).build(issuer.key()))
                    .getEncoded();
        } catch (IOException | GeneralSecurityException | OperatorCreationException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot sign a revocation list", fault);
        }
    }
}
