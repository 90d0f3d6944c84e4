// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.nio.file.Path;
import java.time.InstantSource;
import org.holdfast.journal.Disk;
import org.holdfast.keys.Keys;

/// What both journals need from outside.
///
/// @param folder the folder of all origins
record Surroundings(Path folder, Keys keys, Envelopes envelopes, InstantSource clock, Disk disk) {}
