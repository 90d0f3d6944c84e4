// SPDX-License-Identifier: Apache-2.0
/// Papers kept good when a key that sealed them is weak: renewals ordered by an operator.
///
/// Promise: from the answer to an order on, its site seals with other keys, and every other site
/// once it has read the order. Every paper of those keys in a site's own journal gets an archive
/// time stamp (RFC 4998) first and is then signed again once, what people wait for most first;
/// where the work stands is in the node journals alone, so that whatever end of the process loses
/// nothing and does nothing twice. Needs no database. Schema: none. Journal facts: `rekey`,
/// `rekeykeys`, `archivestamp`, `resigned`. Non-goals: who may see a paper (cases), what a verifier
/// believes (verifier).
@NullMarked
package org.holdfast.preservation;

import org.jspecify.annotations.NullMarked;
