// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.holdfast.officials;

import org.jspecify.annotations.NullMarked;
