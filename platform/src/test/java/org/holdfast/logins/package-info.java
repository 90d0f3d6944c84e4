// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.holdfast.logins;

import org.jspecify.annotations.NullMarked;
