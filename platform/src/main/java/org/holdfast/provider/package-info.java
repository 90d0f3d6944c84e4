// SPDX-License-Identifier: Apache-2.0
/// Other services log people in through the office: an OpenID provider (OpenID Connect Core 1.0,
/// code flow with PKCE).
///
/// Promise: no login at a service needs a database, another site or a socket. Services, what people
/// let them know, and each login are entries of node journals, folded by every site; an end is
/// never taken back by a merge. A code is sealed and kept nowhere; it is used once, since its use
/// is an entry. Tokens verify from published keys, which every site derives alike. No service
/// learns a name of a person that another one knows. A service that asks too much is refused alone.
/// See decision 27 and docs/openid.md.
@NullMarked
package org.holdfast.provider;

import org.jspecify.annotations.NullMarked;
