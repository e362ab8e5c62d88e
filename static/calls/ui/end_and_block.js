/**
 * Ends the present call, and blocks the person of it.
 * @param {object} parts
 * @param {() => string} parts.name of the person
 * @param {() => void} parts.hangUp
 * @param {(name: string, action: ContactAction) => void} parts.changeContact
 */
export function endAndBlock({ name, hangUp, changeContact }) {
  // Once this call is over, another one may ring at once.
  const blocked = name();
  hangUp();
  changeContact(blocked, "block");
}
