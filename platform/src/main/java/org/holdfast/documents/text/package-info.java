// SPDX-License-Identifier: Apache-2.0
/// Shapes legal names: from code points to the exact glyphs of the fonts at hand, or a refusal with
/// the reason.
///
/// Fonts are mapped read-only and parsed once; everything here is immutable or a cache of what the
/// file says, and thread-safe. Text is never normalised: a cluster may be *drawn* by a canonically
/// equivalent glyph (a kana with its voicing mark), but what is extracted is what was given.
@NullMarked
package org.holdfast.documents.text;

import org.jspecify.annotations.NullMarked;
