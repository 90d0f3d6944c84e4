// SPDX-License-Identifier: Apache-2.0
/// Who is it: accounts, roles, tokens, sessions, one-time logins.
///
/// Promise: a token or session that expired, was ended or belongs to a closed account is nobody. No
/// default passwords. Schema: `identity`.
@NullMarked
package org.holdfast.identity;

import org.jspecify.annotations.NullMarked;
