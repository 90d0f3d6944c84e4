// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.nio.file.Path;
import java.util.Optional;

/// A rebuild whose process dies at the first entries, with its database server left running.
final class DyingRebuild {
    private DyingRebuild() {}

    public static void main(String[] arguments) {
        new OfficeRebuild(
                        Path.of(arguments[0]),
                        Optional.empty(),
                        Path.of(arguments[1]),
                        new OfficeRebuild.Progress() {
                            @Override
                            public void step(String words) {}

                            @Override
                            public void entries(long done, long all) {
                                Runtime.getRuntime().halt(9);
                            }
                        })
                .run();
    }
}
