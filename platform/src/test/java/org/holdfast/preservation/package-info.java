// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.holdfast.preservation;

import org.jspecify.annotations.NullMarked;
