// SPDX-License-Identifier: Apache-2.0
/// Other people's judges over our papers and journals. None of our code is on this class path: DSS
/// needs an older Bouncy Castle than we use, and a judge should not share the accused's libraries
/// anyway.
@NullMarked
package org.holdfast.judges;

import org.jspecify.annotations.NullMarked;
