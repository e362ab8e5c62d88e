// The history page: times in the user's time zone, and calling back, which the call page does.

/** Under this key the call page finds whom to call, and whether with video. */
const CALL_BACK_KEY = "videochat.callBack";
const DAY = 86_400_000;

const { lang } = document.documentElement;
/** The user's locale ("en-GB") if it has the page's language, so that text and dates do not mix languages. */
const locale = navigator.languages.find((tag) => tag.split("-")[0] === lang.split("-")[0]) ?? lang;
const clock = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
const weekday = new Intl.DateTimeFormat(locale, { weekday: "long" });
const date = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
const fullDate = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "long" });

/** @param {Date} moment */
const midnight = (moment) => new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();

/** @param {Date} moment */
const day = (moment) => {
  // Rounded: a day on which the clocks change has 23 or 25 hours.
  const ago = Math.round((midnight(new Date()) - midnight(moment)) / DAY);
  if (ago === 0) return gettext("Today");
  if (ago === 1) return gettext("Yesterday");
  return ago > 1 && ago < 7 ? weekday.format(moment) : date.format(moment);
};

for (const time of document.querySelectorAll("time")) {
  const moment = new Date(time.dateTime);
  time.textContent = interpolate(gettext("%(day)s, %(time)s"), { day: day(moment), time: clock.format(moment) }, true);
  time.title = fullDate.format(moment);
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-call]") : null;
  if (button instanceof HTMLElement && button.dataset.call) {
    const { call: name, video } = button.dataset;
    sessionStorage.setItem(CALL_BACK_KEY, JSON.stringify({ name, video: video !== "false" }));
    location.assign("/");
  }
});
