// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.nio.file.Path;
import java.util.Optional;

/// How this node keeps registers.
///
/// @param copy the folder of the node's own copy; empty: there is none, and without the database
///   nothing can be read
public record RegistersSettings(Optional<Path> copy) {}
