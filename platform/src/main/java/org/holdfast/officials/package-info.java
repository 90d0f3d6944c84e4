// SPDX-License-Identifier: Apache-2.0
/// Accounts of officials: made, closed and followed.
///
/// Promise: whoever makes or closes the account of an officer, an operator, a relying party or a
/// mirror does so by an entry of the node journal, on disk before the answer. Every site folds the
/// entries of all sites and knows from them at once who is let in, with or without a database; rows
/// follow. A closure is never taken back by a merge: who is to work again gets another account.
/// What is dangerous is asked for by one operator and agreed to by another, and neither is the one
/// it is about. The same order is one account, at whatever site it is tried.
@NullMarked
package org.holdfast.officials;

import org.jspecify.annotations.NullMarked;
