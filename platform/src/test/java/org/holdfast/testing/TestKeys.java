// SPDX-License-Identifier: Apache-2.0
package org.holdfast.testing;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.holdfast.keys.Keys;
import org.holdfast.keys.KeysSettings;
import org.holdfast.offices.Offices;

/// The real keys of the standard offices.
public final class TestKeys {
    /// Opens those in the folder `keys` of an office, and makes them where there are none.
    public static Keys open(Path office) {
        return Keys.open(
                new KeysSettings(office.resolve("keys"), true),
                Offices.standard(),
                InstantSource.system(),
                new SecureRandom());
    }

    private TestKeys() {}
}
