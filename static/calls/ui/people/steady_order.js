/** Keeps rows in their places while the pointer moves over them: the one under it may be about to be pressed. */

/** After the last movement. A finger's click comes a moment after it is lifted. */
const HOLD_MS = 2_000;

export class SteadyOrder {
  #show;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #hold;
  /** What waits until the pointer rests. @type {ShownList | null} */
  #late = null;
  /** Of the last list: the names and sections, in their places. @type {Map<string, PeopleSection>} */
  #places = new Map();

  /** @param {(list: ShownList) => void} show */
  constructor(show) {
    this.#show = show;
  }

  /** The pointer moves over the rows. */
  hold() {
    clearTimeout(this.#hold);
    this.#hold = setTimeout(() => {
      this.#hold = undefined;
      if (this.#late) this.show(this.#late);
    }, HOLD_MS);
  }

  /** Who comes, and another order, wait; a list that the person has asked for does not. @param {ShownList} list */
  show(list) {
    const waits = this.#hold !== undefined && !list.fresh;
    this.#late = waits ? list : null;
    const people = waits ? this.#inPlace(list.people) : list.people;
    this.#places = new Map(people.map(({ name, section }) => [name, section]));
    this.#show({ ...list, people });
  }

  /** @param {ShownList["people"]} people */
  #inPlace(people) {
    const byName = new Map(people.map((person) => [person.name, person]));
    return [...this.#places].flatMap(([name, section]) => {
      const person = byName.get(name);
      return person ? [{ ...person, section }] : [];
    });
  }
}
