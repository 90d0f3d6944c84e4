// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.nio.file.Path;

/// What the portal is told.
///
/// @param demo whether the doors of the demo exist
/// @param data where the office keeps its data, for the figure of free space
/// @param drills the file of results of drills; need not be there
public record PortalSettings(boolean demo, Path data, Path drills) {}
