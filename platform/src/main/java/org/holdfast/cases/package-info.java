// SPDX-License-Identifier: Apache-2.0
/// Cases on their way through an office: papers issued, withdrawn and, when lost, entered again;
/// moves entered, people protected, data erased.
///
/// Promise: an operation id (with principal and office) happens once, however often and from
/// however many threads it is tried; the rules of the service's pack decide who gets what; a paper
/// leaves only after the guard compared it with the journal's files and after its entry is on disk;
/// a block acts from the moment this node sees it in any journal. Journal facts: `paper`,
/// `withdrawal`, `filing`, `block` and `lift` in the node journal, `erasure` and `record` (by
/// registers) in the central one. Schema: `cases` (operations of changes only). Non-goals: layouts,
/// pages, routes.
@NullMarked
package org.holdfast.cases;

import org.jspecify.annotations.NullMarked;
