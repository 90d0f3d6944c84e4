// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.holdfast.provider;

import org.jspecify.annotations.NullMarked;
