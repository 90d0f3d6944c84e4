// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

/// What the program tells the shell.
final class ExitCode {
    /// Done; for `verify`: genuine, and only that.
    static final int GOOD = 0;

    /// A finding: not genuine, a drill that did not pass, a check that failed.
    static final int FINDING = 1;

    /// Something needed is not there, or the work could not be done.
    static final int MISSING = 3;

    private ExitCode() {}
}
