// SPDX-License-Identifier: Apache-2.0
/// The last pair of eyes before a paper leaves the office.
///
/// The guard opens the finished PDF with its own reader, which shares no code with the layout, and
/// compares what it reads with what the journal's files say about the persons who must be on it. It
/// lets a paper pass only when everything was read and everything agrees; it fails closed.
@NullMarked
package org.holdfast.documents.guard;

import org.jspecify.annotations.NullMarked;
