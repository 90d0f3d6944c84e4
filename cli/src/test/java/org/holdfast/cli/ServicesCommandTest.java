// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.holdfast.catalogue.Catalogue;
import org.junit.jupiter.api.Test;

class ServicesCommandTest {
    private final Catalogue catalogue =
            Catalogue.read(Path.of(System.getProperty("holdfast.home"), "packs"));

    @Test
    void printsWhatEachServiceDoesInWhichState() {
        List<String> lines =
                ServicesCommand.lines(catalogue, true).stream()
                        .map(line -> line.replaceAll(" +", " "))
                        .toList();
        assertThat(lines)
                .containsExactlyInAnyOrder(
                        "service bound primary-there copy-fresh copy-stale",
                        "kr.resident-transcript 24h everybody everybody-as-of only-in-person",
                        "kr.resident-abstract 24h everybody everybody-as-of only-in-person",
                        "jp.residence-certificate 24h everybody everybody-as-of only-in-person",
                        "kr.move-in 1h everybody as-filing as-filing-in-person",
                        "jp.move-within 1h everybody as-filing as-filing-in-person");
    }

    @Test
    void listsTheServices() {
        assertThat(ServicesCommand.lines(catalogue, false)).hasSize(catalogue.services().size());
    }
}
