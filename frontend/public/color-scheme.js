// Sets the colour scheme before the first paint. A file of its own: the page allows no inline scripts.
(function () {
  var scheme = "auto";
  try {
    scheme = window.localStorage.getItem("mantine-color-scheme-value") || "auto";
  } catch (error) {
    // Storage is closed to this page: follow the system.
  }
  if (scheme !== "light" && scheme !== "dark") {
    scheme = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  document.documentElement.setAttribute("data-mantine-color-scheme", scheme);
})();
