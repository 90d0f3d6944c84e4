// SPDX-License-Identifier: Apache-2.0
/// Writes PDF/A-2u (ISO 19005-2) files with subset fonts and a PAdES B-B signature (ETSI EN 319
/// 142-1) in one pass.
///
/// A library for reading and changing PDFs spends most of a paper's time on its object model and on
/// cutting fonts anew; papers need pages of text, lines and pictures only, so the bytes are written
/// directly. One writer makes one file and is used by one thread; fonts and templates are shared
/// and immutable. Signatures, time stamps and evidence are appended to a finished file (ISO 32000-1
/// §7.5.6) by the same writer, which knows its own form; a file of any other form is refused.
@NullMarked
package org.holdfast.documents.pdf;

import org.jspecify.annotations.NullMarked;
