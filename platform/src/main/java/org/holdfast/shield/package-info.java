// SPDX-License-Identifier: Apache-2.0
/// Admission: what is over capacity is told so at once. The later waiting room and priorities stand
/// on the same [org.holdfast.shield.Limiter].
@NullMarked
package org.holdfast.shield;

import org.jspecify.annotations.NullMarked;
