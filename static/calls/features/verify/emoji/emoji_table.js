/** The 256 emoji of verification codes, with their names: each is distinct at a glance and when read aloud. */

import { ANIMALS } from "./animals.js";
import { FOOD } from "./food.js";
import { THINGS } from "./things.js";
import { WORLD } from "./world.js";

/** Never change the order: pages of different versions would show different codes. */
export const EMOJI_TABLE = [...ANIMALS, ...FOOD, ...WORLD, ...THINGS];

/** @param {number[]} code numbers from 0 to 255 @returns {{ emoji: string, name: string }[]} */
export const emojiOf = (code) =>
  code.map((number) => {
    const [emoji, name] = /** @type {Emoji} */ (EMOJI_TABLE[number]);
    return { emoji, name: name() };
  });
