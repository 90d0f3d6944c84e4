// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.holdfast.validation;

import org.jspecify.annotations.NullMarked;
