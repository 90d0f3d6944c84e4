// SPDX-License-Identifier: Apache-2.0
/// Layouts as data: reads `layout.yaml`, fills it with the facts of one order and draws its pages.
///
/// A layout is read once and immutable; composing one paper shares nothing with another. Facts are
/// values only: nothing in them is ever read as a template.
@NullMarked
package org.holdfast.documents.layout;

import org.jspecify.annotations.NullMarked;
