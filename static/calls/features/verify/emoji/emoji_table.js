/** Numbers from 0 to 255 as emoji with names: 256 that are told apart at a glance, and aloud; it knows not what they stand for. */

import { ANIMALS } from "./animals.js";
import { FOOD } from "./food.js";
import { THINGS } from "./things.js";
import { WORLD } from "./world.js";

/** The order is part of what both pages compute: a change of it makes pages of two versions differ. */
export const TABLE = [...ANIMALS, ...FOOD, ...WORLD, ...THINGS];

/** @param {number[]} code @returns {{ emoji: string, name: string }[]} */
export const spelled = (code) =>
  code.map((number) => {
    const [emoji, name] = /** @type {Emoji} */ (TABLE[number]);
    return { emoji, name: name() };
  });
