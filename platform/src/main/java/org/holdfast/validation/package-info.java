// SPDX-License-Identifier: Apache-2.0
/// Certificates of outside authorities, judged by what lies here already.
///
/// Promise: no question opens a socket. Threads of their own fetch what authorities say (lists,
/// OCSP, trust lists) within hard ends of waiting, keep the three last good ones on disk and never
/// take an older, a foreign or an oversized one. Each answer says what it rests on, as of when and
/// for what that is enough ([Tiers]); a revocation known from anybody is never taken back. What is
/// wrong with a certificate is a value with a reason. A doubted clock or an unknown status is told
/// as such and never as good. Schema: none; a folder. Non-goals: whom to let in.
@NullMarked
package org.holdfast.validation;

import org.jspecify.annotations.NullMarked;
