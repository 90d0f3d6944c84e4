// SPDX-License-Identifier: Apache-2.0
/// The authorities below the root, what they certified and revoked, and what each site says of it.
///
/// Promise: what was issued and revoked stands in the node journals of the sites and is the union
/// of all of them; a revocation acts at a site when that site has read it, and is never taken back.
/// Each site answers alone (OCSP, RFC 6960; lists, RFC 5280) and says as of when it has heard the
/// others. Needs no database. Schema: none. Non-goals: whom to let in.
@NullMarked
package org.holdfast.pki;

import org.jspecify.annotations.NullMarked;
