// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.RootAuthority;
import org.holdfast.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class JournalRoutesTest {
    @TempDir private Path folder;

    private static MockHttpServletResponse get(MockMvc web, String path) throws Exception {
        return web.perform(MockMvcRequestBuilders.get(path)).andReturn().getResponse();
    }

    @Test
    void servesListCheckpointTilesAndPartialTilesThatBecameFull() throws Exception {
        MemoryKeys keys = new MemoryKeys();
        try (TestDatabase database = TestDatabase.fresh("ledger")) {
            Office office = new Office(folder, database.database(), keys);
            DataKey key = keys.create();
            try (OpenLedger ledger = office.open()) {
                List<Hash> leaves =
                        office.enterAll(
                                ledger,
                                IntStream.range(0, 300)
                                        .mapToObj(i ->
                                                office.record("e" + i, 1, Optional.empty(), key))
                                        .toList());
                assertThat(ledger.central().sealed(leaves.getLast()).get(20, TimeUnit.SECONDS))
                        .isNotNull();
                MockMvc web =
                        MockMvcBuilders.routerFunctions(
                                        new JournalRoutes(
                                                        ledger,
                                                        new byte[] {1},
                                                        JournalRoutesTest::stated)
                                                .routes())
                                .build();
                check(web);
            }
        }
    }

    private static List<RootAuthority.Compromise> stated() {
        Instant since = Instant.parse("2026-11-20T00:00:00Z");
        return List.of(
                new RootAuthority.Compromise(
                        "ab12", since, since.plusSeconds(60), new byte[] {1, 2, 3}));
    }

    private void check(MockMvc web) throws Exception {
        assertThat(get(web, "/journal/compromised").getContentAsString())
                .isEqualTo("ab12 2026-11-20T00:00:00Z 2026-11-20T00:01:00Z AQID\n");
        MockHttpServletResponse list = get(web, "/journal/");
        assertThat(list.getContentType()).startsWith("application/json");
        assertThat(list.getContentAsString())
                .contains("\"name\":\"central-1\"", "\"href\":\"/journal/node-1\"", "\"size\":301");
        MockHttpServletResponse checkpoint = get(web, "/journal/central-1/checkpoint");
        assertThat(checkpoint.getContentType()).startsWith("text/plain");
        assertThat(checkpoint.getContentAsByteArray())
                .isEqualTo(Files.readAllBytes(folder.resolve("central-1/checkpoint")));
        String vkey = get(web, "/journal/central-1/vkey").getContentAsString();
        assertThat(vkey).startsWith("holdfast.invalid/0badcafe/central/1+");
        assertThat(get(web, "/journal/central-1/opening").getContentAsString())
                .endsWith("\"vkey\":\"" + vkey.strip() + "\"}");
        byte[] full = get(web, "/journal/central-1/tile/0/000").getContentAsByteArray();
        assertThat(full).hasSize(8_192);
        MockHttpServletResponse partial = get(web, "/journal/central-1/tile/0/000.p/7");
        assertThat(partial.getContentAsByteArray()).isEqualTo(Arrays.copyOf(full, 7 * 32));
        assertThat(partial.getHeaderValues("Cache-Control"))
                .containsExactly("public, max-age=31536000, immutable");
        assertThat(get(web, "/journal/central-1/tile/0/001.p/45").getStatus()).isEqualTo(200);
        byte[] bundle = get(web, "/journal/central-1/tile/entries/000").getContentAsByteArray();
        byte[] few = get(web, "/journal/central-1/tile/entries/000.p/3").getContentAsByteArray();
        assertThat(Arrays.copyOf(bundle, few.length)).isEqualTo(few);
        for (String none :
                List.of(
                        "/journal/central-9/checkpoint",
                        "/journal/central-1/blobs/000",
                        "/journal/central-1/lock",
                        "/journal/central-1/tile/0/009",
                        "/journal/central-1/tile/64/000",
                        "/journal/central-1/tile/0/../../checkpoint",
                        "/journal/../secret")) {
            assertThat(get(web, none).getStatus()).as(none).isIn(400, 404);
        }
        assertThat(new String(few, StandardCharsets.ISO_8859_1)).isNotEmpty();
    }
}
