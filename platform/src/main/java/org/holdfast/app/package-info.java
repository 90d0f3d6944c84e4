// SPDX-License-Identifier: Apache-2.0
/// The office put together: what starts, in which order, and how it stops. Knows every module;
/// nobody knows it.
@NullMarked
package org.holdfast.app;

import org.jspecify.annotations.NullMarked;
