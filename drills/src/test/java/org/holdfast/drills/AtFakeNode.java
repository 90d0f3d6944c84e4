// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// What a load wrote down, one node that answers as a test lets it, and what a judge finds.
abstract class AtFakeNode {
    @TempDir Path folder;
    final SiteOffences offences = new SiteOffences();
    SiteTruth truth;
    FakeNode node;

    @BeforeEach
    void start() throws IOException {
        truth = new SiteTruth(folder.resolve("truth.jsonl"), InstantSource.system());
        node = new FakeNode("b", folder);
    }

    @AfterEach
    void close() throws IOException {
        node.close();
        truth.close();
    }

    List<String> found() {
        List<String> found = new ArrayList<>();
        offences.tell(found::add);
        return found;
    }
}
