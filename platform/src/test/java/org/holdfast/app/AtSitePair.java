// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// What two nodes need, for each test; the test starts them.
abstract class AtSitePair {
    @TempDir Path temp;
    SitePair pair;

    @BeforeEach
    void engines() throws Exception {
        pair = new SitePair(temp);
    }

    @AfterEach
    void stop() throws Exception {
        if (pair != null) {
            pair.close();
        }
    }
}
