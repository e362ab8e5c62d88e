// Run by browsers that know no modules, and by no others. They cannot run the call page, and should say so: hence old syntax.
// biome-ignore lint/complexity/useArrowFunction: such a browser may not know arrow functions
[].forEach.call(document.querySelectorAll("#startFailed"), function (/** @type {Element} */ notice) {
  notice.removeAttribute("hidden");
});
