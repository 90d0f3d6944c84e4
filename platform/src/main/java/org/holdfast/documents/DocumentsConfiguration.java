// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.holdfast.keys.Keys;
import org.holdfast.keys.Seals;
import org.holdfast.offices.Offices;
import org.holdfast.pki.Pki;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Makes papers from the packs of `holdfast.home` with the offices' seal keys.
@Configuration(proxyBeanMethods = false)
public class DocumentsConfiguration {
    /// The maker of papers.
    @Bean
    public Documents documents(Seals seals) {
        Path packs = Path.of(System.getProperty("holdfast.home", ".")).resolve("packs");
        Offices offices = Offices.standard();
        return new PdfDocuments(
                packs, seals, office -> offices.require(office).fullName(), new SecureRandom());
    }

    /// The maker of copies for keeping.
    @Bean
    public Archive archive(Keys keys, Pki pki, InstantSource clock) {
        return new Archive(keys, pki, clock);
    }
}
