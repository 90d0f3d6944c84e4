// SPDX-License-Identifier: Apache-2.0
/// The REST routes of an office, one endpoint a file, and the rule at every door: who may come in.
/// Promises: each route names who is allowed or says that it is public, else it answers nobody;
/// each POST is safe to repeat under its `Idempotency-Key`; each refusal is an RFC 9457 problem in
/// the caller's language.
@NullMarked
package org.holdfast.api;

import org.jspecify.annotations.NullMarked;
