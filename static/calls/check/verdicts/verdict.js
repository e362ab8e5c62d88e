/** The four kinds of verdict. */

/** @param {CheckResult} result @returns {(text: string, ...advice: string[]) => Verdict} */
const verdict =
  (result) =>
  (text, ...advice) => ({ result, text, advice: advice.filter(Boolean) });

export const works = verdict("works");
export const limited = verdict("limited");
export const fails = verdict("fails");
export const skipped = verdict("skipped");

/** @param {Verdict} verdict */
export const succeeded = ({ result }) => result === "works" || result === "limited";
