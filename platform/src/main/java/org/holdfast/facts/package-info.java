// SPDX-License-Identifier: Apache-2.0
/// Relying parties have claims about people checked, with the person's consent or by a statute.
///
/// Consents, their withdrawals, who is admitted by which statute, and every answer are entries of
/// the node journal, found by handles at every site; the database is not needed. An answer is
/// signed by the office's seal and on disk before it leaves, and the person sees it. See decision
/// 26 and docs/fact-checks.md.
@NullMarked
package org.holdfast.facts;

import org.jspecify.annotations.NullMarked;
