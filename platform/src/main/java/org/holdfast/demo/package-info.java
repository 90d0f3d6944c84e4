// SPDX-License-Identifier: Apache-2.0
/// Made-up people for showing and trying: two offices full of households that never were.
///
/// Promise: the same seed gives the same people, in the same order, for every population; whoever
/// asks for more gets the same and more. Numbers cannot belong to anybody ([KoreanNumbers],
/// [JapaneseNumbers]). Loading goes through the journal like every change and survives kill -9.
/// Schema: none. Known by app only; nothing else may rest on it.
@NullMarked
package org.holdfast.demo;

import org.jspecify.annotations.NullMarked;
