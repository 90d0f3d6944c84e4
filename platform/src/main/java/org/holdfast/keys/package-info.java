// SPDX-License-Identifier: Apache-2.0
/// Signing keys and their certificates, data keys and their erasure, opaque handles.
///
/// Promise: private keys rest encrypted in the keys folder (0600); a data key that was erased is
/// never given or made again; equal inputs give equal handles at one site. Signing never waits for
/// another machine. Schema: none (files and SQLite). Non-goals: status of certificates.
@NullMarked
package org.holdfast.keys;

import org.jspecify.annotations.NullMarked;
