// SPDX-License-Identifier: Apache-2.0
/// The command line. Exit codes: 0 done (or genuine), 1 a finding, 2 wrong use, 3 something missing
/// on this machine.
@NullMarked
package org.holdfast.cli;

import org.jspecify.annotations.NullMarked;
