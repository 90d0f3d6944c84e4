// SPDX-License-Identifier: Apache-2.0
/// Checks papers, seals and receipts without asking anybody.
///
/// Promise: a yes is given only for what chains to a root that the user handed in. Every no carries
/// one reason of a closed list and says it in Korean, Japanese and English. Nothing here opens a
/// socket, writes a file or keeps what it read. All types are safe for use by many threads.
@NullMarked
package org.holdfast.verifier;

import org.jspecify.annotations.NullMarked;
