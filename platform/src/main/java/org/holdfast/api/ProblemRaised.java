// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

/// Carries a [Problem] from a route to the edge that answers it. Has no stack trace: it is an
/// answer, not a fault.
public final class ProblemRaised extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Problem problem;

    public ProblemRaised(Problem problem) {
        super(problem.code(), null, false, false);
        this.problem = problem;
    }

    public ProblemRaised(String code, int status) {
        this(Problem.of(code, status));
    }

    public Problem problem() {
        return problem;
    }
}
