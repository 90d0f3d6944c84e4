// SPDX-License-Identifier: Apache-2.0
/// Outside OpenID Connect providers: who they say somebody is (OpenID Connect Core 1.0 §3.1, RFC
/// 9700, RFC 7636, RFC 9207).
///
/// Promise: a provider that is dead, slow or lying changes nothing for the others. Each has a
/// thread, a client, connections and places of its own; what it publishes is fetched ahead, kept on
/// disk with its age and used below a bound; the one call that a request must make, the exchange of
/// a code, has one end of waiting for everything and stands behind a circuit. What was begun at one
/// site is ended at any: there is no state but a signed cookie. A token is believed only after
/// every step of §3.1.3.7. Schema: none; a folder. Non-goals: whom to let in (`OutsideLogins` of
/// `logins`), sign-out at the provider, what else a provider knows of somebody.
@NullMarked
package org.holdfast.openid;

import org.jspecify.annotations.NullMarked;
