// SPDX-License-Identifier: Apache-2.0
package org.holdfast.catalogue;

import java.nio.file.Path;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Reads the packs of `holdfast.home` at start.
@Configuration(proxyBeanMethods = false)
public class CatalogueConfiguration {
    /// The catalogue of this office; the start fails when a pack is refused.
    @Bean
    public Catalogue catalogue() {
        return Catalogue.read(Path.of(System.getProperty("holdfast.home", ".")).resolve("packs"));
    }
}
