// SPDX-License-Identifier: Apache-2.0
/// How somebody shows who they are: passkeys, certificates, and outside providers that somebody has
/// bound to their account (what a provider says is read in `openid`). They share nothing but the
/// accounts they open.
///
/// Promise: no login needs a database, another site or another machine, nor opens a socket. What
/// was enrolled and ended stands in node journals and is folded by every site; an end is never
/// taken back by a merge. Every login is an entry before it opens anything, with what its check
/// rested on and how old that was; a login made on an old status is checked again when a newer one
/// is here. A challenge is taken once. Whoever is refused learns nothing but that.
@NullMarked
package org.holdfast.logins;

import org.jspecify.annotations.NullMarked;
