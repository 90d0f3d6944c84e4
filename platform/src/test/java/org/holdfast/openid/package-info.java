// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.holdfast.openid;

import org.jspecify.annotations.NullMarked;
