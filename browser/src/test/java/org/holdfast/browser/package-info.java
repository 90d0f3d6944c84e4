// SPDX-License-Identifier: Apache-2.0
/// The portal as people use it: a real browser, three languages, two sizes, an accessibility judge.
@NullMarked
package org.holdfast.browser;

import org.jspecify.annotations.NullMarked;
