// SPDX-License-Identifier: Apache-2.0
/// Lays papers out, seals and signs them: facts and a layout in, one finished PDF/A-2u out.
///
/// Promise: what is printed is what the order holds, character for character; a name that the fonts
/// cannot draw exactly is refused, never replaced. The order's binding is checked at layout and at
/// signing. No state is shared between papers except fonts and layouts, which never change after
/// start; everything here is thread-safe. Non-goals: choosing or masking facts (cases), deciding
/// who may ask (catalogue), checking the finished paper (guard).
@NullMarked
package org.holdfast.documents;

import org.jspecify.annotations.NullMarked;
