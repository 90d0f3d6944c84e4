// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What lies on a site's disk, looked at again and again.
class SiteCopiesTest {
    @TempDir private Path folder;

    @Test
    void readsOnWhereItStoppedAndNothingBeforeTheMarks() throws Exception {
        PretendOffice office = new PretendOffice(folder);
        office.origin("central", 1, Optional.empty(), office.entries(300));
        List<String> findings = new ArrayList<>();
        SiteCopies all = new SiteCopies(folder, SiteCopies.Marks.NONE);
        assertThat(all.leaves(findings::add)).hasSize(301);
        SiteCopies behind = new SiteCopies(folder, new SiteCopies.Marks(Map.of("central-1", 290L)));
        assertThat(behind.leaves(findings::add)).hasSize(11);
        office.origin("node", 1, Optional.empty(), office.entries(40));
        // What was read is not read again: its files may be gone.
        Path first = office.journals().resolve("central-1");
        Files.move(first, folder.resolve("away"));
        Files.delete(folder.resolve("away").resolve("vkey"));
        assertThat(all.leaves(findings::add)).hasSize(301 + 41);
        assertThat(behind.leaves(findings::add)).hasSize(11 + 41);
        assertThat(findings).isEmpty();
    }

    @Test
    void marksAreThoseOfTheShortestCopyAndDamageIsTold() throws Exception {
        PretendOffice office = new PretendOffice(folder.resolve("b"));
        office.origin("central", 1, Optional.empty(), office.entries(20));
        PretendOffice other = new PretendOffice(folder.resolve("c"));
        other.origin("central", 1, Optional.empty(), other.entries(5));
        try (FakeNode b = new FakeNode("b", folder.resolve("b"));
                FakeNode c = new FakeNode("c", folder.resolve("c"))) {
            assertThat(SiteCopies.marks(List.of(b.node(), c.node())).sizes())
                    .isEqualTo(Map.of("central-1", 6L));
        }
        Path checkpoint = office.journals().resolve("central-1").resolve("checkpoint");
        Files.writeString(checkpoint, "no note");
        List<String> findings = new ArrayList<>();
        new SiteCopies(folder.resolve("b"), SiteCopies.Marks.NONE).leaves(findings::add);
        assertThat(findings).singleElement().asString().contains("central-1");
    }
}
