// Everything works without this file. It adds: the scan field at hand, scanners set for another keyboard, no double
// sending, a warning before typed text is lost, rows reached with j, k and Enter, progress of an upload, copying.
(() => {
  "use strict";
  const $ = (selector, from = document) => from.querySelector(selector);
  const inField = (node) => node.closest("input, select, textarea, [contenteditable]");

  // A scanner set for QWERTY on an AZERTY computer: « GRPC26-0888 » arrives as « GRPCé-)à___ ».
  const typed = "&é\"'(-è_çà)qawzQAWZ,?", meant = "1234567890-aqzwAQZWmM";
  const signs = /[&é"'(\-è_çà)]/g;
  // Only a text that cannot be words is changed: no digit, few letters, and signs side by side that nobody types.
  const normalised = (text) => {
    if (/[0-9\s]/.test(text) || !/[&"(_)]|[éèçà'][éèçà']/.test(text)) return text;
    const letters = text.replace(signs, "");
    if (!/^[A-Za-z,?]{0,6}$/.test(letters) || text.length - letters.length < 4) return text;
    return [...text].map((sign) => (typed.includes(sign) ? meant[typed.indexOf(sign)] : sign)).join("");
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-scan]")) event.target.value = normalised(event.target.value.trim());
  });
  // Keys of one character can be switched off (WCAG 2.1.4): the button at the foot of the page.
  const shortcuts = () => localStorage.getItem("shortcuts") !== "off";
  const toggle = $("[data-shortcuts]");
  const show = () => { toggle.textContent = shortcuts() ? toggle.dataset.on : toggle.dataset.off; };
  if (toggle) {
    toggle.hidden = false;
    show();
    toggle.addEventListener("click", () => { localStorage.setItem("shortcuts", shortcuts() ? "off" : "on"); show(); });
  }
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (key === "Enter" && target.matches("[data-scan]")) target.value = normalised(target.value.trim());
    if (key === "Escape") {
      document.querySelectorAll("details.account[open]").forEach((menu) => { menu.open = false; $("summary", menu).focus(); });
    }
    if (event.ctrlKey || event.metaKey || event.altKey || inField(target) || !shortcuts()) return;
    if (key === "/") {
      const scan = $("#scan");
      if (scan) { event.preventDefault(); scan.focus(); scan.select(); }
    } else if (key === "j" || key === "k") {
      const links = [...document.querySelectorAll("[data-rows] tbody tr")].map((tr) => $("a", tr)).filter(Boolean);
      if (!links.length) return;
      const at = links.findIndex((a) => a.closest("tr").contains(document.activeElement));
      links[Math.max(0, Math.min(links.length - 1, at + (key === "j" ? 1 : -1)))].focus();
    }
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.account[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    const copy = event.target.closest("[data-copy]");
    if (!copy) return;
    const field = $("input", copy.parentNode), label = copy.textContent;
    field.select();
    navigator.clipboard.writeText(field.value).then(() => {
      copy.textContent = copy.dataset.done;
      setTimeout(() => { copy.textContent = label; }, 2000);
    }, () => {});
  });
  if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach((button) => { button.hidden = false; });

  // Forms that keep: typed and not sent.
  const dirty = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && "keep" in form.dataset) dirty.add(form);
  });
  addEventListener("beforeunload", (event) => { if (dirty.size) event.preventDefault(); });

  const release = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  };
  // Going back shows the page as it was left: its buttons must work again.
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

  const upload = (form, submitter) => {
    const request = new XMLHttpRequest(), bar = document.createElement("progress");
    const said = submitter || $("button", form);
    bar.max = 1; bar.value = 0; bar.setAttribute("aria-label", said ? said.textContent : "");
    form.append(bar);
    request.upload.onprogress = (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; };
    // The answer is shown as it is, redirections followed: asking again would lose a message that is shown once.
    request.onload = () => {
      history.pushState(null, "", request.responseURL);
      document.open();
      document.write(request.responseText);
      document.close();
    };
    request.onerror = () => { bar.remove(); release(form); dirty.add(form); form.submit(); };
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "text/html");
    request.send(new FormData(form, submitter));
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if ("sent" in form.dataset) { event.preventDefault(); return; }
    form.dataset.sent = "";
    dirty.delete(form);
    form.querySelectorAll("button:not([type=button])").forEach((button) => button.setAttribute("aria-disabled", "true"));
    const big = [...form.querySelectorAll("input[type=file]")].some((field) => [...field.files].some((file) => file.size > 500000));
    if (big && form.enctype === "multipart/form-data") { event.preventDefault(); upload(form, event.submitter); }
  });
  const errors = $("#errors");
  if (errors) errors.focus();
})();
