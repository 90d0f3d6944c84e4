// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.holdfast.pki;

import org.jspecify.annotations.NullMarked;
